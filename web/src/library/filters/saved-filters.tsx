import { Button, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { SavedFilterJson } from "../../../../src/api/contract/saved-filters.ts";
import { messageOf } from "../../api/failures.ts";
import { texts } from "../../texts/texts.ts";
import type { LibrarySearch } from "../library-search.ts";
import { FilterGroup } from "./filter-group.tsx";
import classes from "./filters.module.css";
import { SavedRow } from "./saved-row.tsx";
import { useChangeSaved, useSavedFilters } from "./use-saved-filters.ts";

const words = texts.filters.saved;

interface SavedFiltersProps {
  readonly search: LibrarySearch;
  readonly onChange: (changes: LibrarySearch) => void;
}

/** The filters that are kept under names: to show, rename and remove them. */
export function SavedFilters({ search, onChange }: SavedFiltersProps) {
  const { data: saved = [] } = useSavedFilters();
  const { add, remove } = useChangeSaved();
  /** The last one that was removed, until it is back. */
  const [removed, setRemoved] = useState<SavedFilterJson | null>(null);
  const error = remove.error ?? add.error;
  if (saved.length === 0 && removed === null) return null;
  return (
    <FilterGroup title={words.title} set={0} isOpenAtFirst>
      <ul className={classes["rows"]}>
        {saved.map((each) => (
          <SavedRow
            key={each.saved_filter_id}
            saved={each}
            search={search}
            onChange={onChange}
            onRemove={() => remove.mutate(each.saved_filter_id, { onSuccess: () => setRemoved(each) })}
          />
        ))}
      </ul>
      {removed !== null && (
        <Removed
          key={removed.saved_filter_id}
          saved={removed}
          isPending={add.isPending}
          onUndo={() =>
            add.mutate(
              { name: removed.name, filter: removed.filter, sort: removed.sort },
              { onSuccess: () => setRemoved(null) },
            )
          }
        />
      )}
      {error !== null && (
        <Text size="sm" role="alert">
          {messageOf(error)}
        </Text>
      )}
    </FilterGroup>
  );
}

interface RemovedProps {
  readonly saved: SavedFilterJson;
  readonly isPending: boolean;
  readonly onUndo: () => void;
}

/** Says that filters were removed, and brings them back. */
function Removed({ saved, isPending, onUndo }: RemovedProps) {
  const undo = useRef<HTMLButtonElement>(null);
  // The row that had the focus is gone.
  useEffect(() => undo.current?.focus(), []);
  return (
    <div className={classes["removed"]}>
      <Text size="sm" role="status" className="path">
        {words.removed(saved.name)}
      </Text>
      <Button ref={undo} variant="default" size="compact-sm" loading={isPending} onClick={onUndo}>
        {words.undo}
      </Button>
    </div>
  );
}
