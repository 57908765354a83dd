import { NativeSelect } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { texts } from "../../texts/texts.ts";
import { defaultSort, type LibrarySearch, sorts } from "../library-search.ts";

const words = texts.library.toolbar;

export interface SortOfListProps {
  readonly search: LibrarySearch;
  readonly onChange: (changes: LibrarySearch) => void;
}

/** The order of the list. */
export function SortOfList({ search, onChange }: SortOfListProps) {
  return (
    <NativeSelect
      rightSection={<IconChevronDown size={16} aria-hidden />}
      aria-label={words.sort}
      value={search.sort ?? defaultSort}
      onChange={({ currentTarget: { value } }) => onChange({ sort: sorts.find((sort) => sort === value) })}
      data={sorts.map((value) => ({ value, label: words.sorts[value] }))}
    />
  );
}

/** Whether the window is too narrow for the order of the list beside the search. The panel of filters has it then. */
export function useHasNoRoomForSort(): boolean {
  return useMediaQuery("(max-width: 44em)", false, { getInitialValueInEffect: false });
}
