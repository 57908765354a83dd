import { Button, SegmentedControl, VisuallyHidden } from "@mantine/core";
import { IconFilter, IconLayoutGrid, IconTable } from "@tabler/icons-react";
import type { Ref } from "react";
import { texts } from "../texts/texts.ts";
import { SortOfList, useHasNoRoomForSort } from "./filters/sort-of-list.tsx";
import { type LibrarySearch, numberOfFilters } from "./library-search.ts";
import classes from "./library-toolbar.module.css";
import { SearchField } from "./search-field.tsx";

const words = texts.library.toolbar;

export interface LibraryToolbarProps {
  readonly search: LibrarySearch;
  readonly onChange: (changes: LibrarySearch, options?: { readonly replace?: boolean }) => void;
  readonly areFiltersOpen: boolean;
  /** The id of the panel of filters. */
  readonly filtersId: string;
  readonly onToggleFilters: () => void;
  /** The button that opens and closes the panel of filters. */
  readonly filtersButton: Ref<HTMLButtonElement>;
}

/** Search, order, view, and the button of the filters. */
export function LibraryToolbar(props: LibraryToolbarProps) {
  const { search, onChange, areFiltersOpen, filtersId, onToggleFilters, filtersButton } = props;
  const hasNoSort = useHasNoRoomForSort();
  const set = numberOfFilters(search);
  return (
    <search className={classes["toolbar"]} aria-label={words.label}>
      <SearchField value={search.q ?? ""} onChange={(q) => onChange({ q }, { replace: true })} />
      <Button
        ref={filtersButton}
        variant={set > 0 ? "light" : "default"}
        px="sm"
        className={classes["toggle"]}
        leftSection={<IconFilter size={18} aria-hidden />}
        aria-expanded={areFiltersOpen}
        aria-controls={areFiltersOpen ? filtersId : undefined}
        aria-label={set > 0 ? words.filtersSet(set) : words.filters}
        onClick={onToggleFilters}
      >
        <span className={classes["toggleName"]}>{words.filters}</span>
        {/* The style sheet shows the number. The label says what it counts. */}
        {set > 0 && <span className={`${classes["number"]} digits`} data-number={set} />}
      </Button>
      {!hasNoSort && <SortOfList search={search} onChange={onChange} />}
      <SegmentedControl
        aria-label={words.view}
        className={classes["view"]}
        value={search.view ?? "grid"}
        onChange={(view) => onChange({ view: view === "table" ? "table" : undefined }, { replace: true })}
        data={[
          { value: "grid", label: <ViewLabel name={words.grid} Icon={IconLayoutGrid} /> },
          { value: "table", label: <ViewLabel name={words.table} Icon={IconTable} /> },
        ]}
      />
    </search>
  );
}

function ViewLabel({ name, Icon }: { readonly name: string; readonly Icon: typeof IconTable }) {
  return (
    <span className={classes["viewLabel"]} title={name}>
      <Icon size={18} aria-hidden />
      <VisuallyHidden>{name}</VisuallyHidden>
    </span>
  );
}
