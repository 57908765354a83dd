import { Drawer, Loader } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense } from "react";
import type { FacetsJson } from "../../../../src/api/contract/facets.ts";
import { texts } from "../../texts/texts.ts";
import type { LibrarySearch } from "../library-search.ts";
import classes from "./filters.module.css";
import { useHasNoRoomForSort } from "./sort-of-list.tsx";

const words = texts.filters;

/** Loads the code of the panel. */
export const loadFilterPanel = () => import("./filter-panel.tsx");

const FilterPanel = lazy(async () => {
  const { FilterPanel } = await loadFilterPanel();
  return { default: FilterPanel };
});

/** Narrower windows have no room for a list beside the panel. The style sheet has the same value. */
const narrow = "(max-width: 56em)";

export interface FiltersProps {
  readonly search: LibrarySearch;
  readonly onChange: (changes: LibrarySearch) => void;
  /** Absent while loading. */
  readonly facets: FacetsJson | undefined;
  /** Why the facets could not be loaded; null while nothing has failed. */
  readonly failure: string | null;
  readonly onClose: () => void;
}

export interface FiltersOfListProps extends FiltersProps {
  readonly id: string;
  readonly isOpen: boolean;
}

/** The filters, beside the list on wide screens, and over it on others. */
export function FiltersOfList({ id, isOpen, ...props }: FiltersOfListProps) {
  const isNarrow = useMediaQuery(narrow, false, { getInitialValueInEffect: false });
  const hasSort = useHasNoRoomForSort();
  const panel = (
    <Suspense fallback={<Loader size="sm" m="md" aria-label={words.loading} />}>
      <FilterPanel {...props} isSheet={isNarrow} hasSort={hasSort} />
    </Suspense>
  );
  if (isNarrow) {
    return (
      <Drawer.Root
        opened={isOpen}
        onClose={props.onClose}
        position="left"
        size={420}
        transitionProps={{ duration: 150 }}
      >
        <Drawer.Overlay backgroundOpacity={0.35} />
        <Drawer.Content id={id} className={classes["sheet"]} aria-label={words.title}>
          {panel}
        </Drawer.Content>
      </Drawer.Root>
    );
  }
  if (!isOpen) return null;
  return (
    <aside id={id} className={classes["aside"]} aria-label={words.title}>
      {panel}
    </aside>
  );
}
