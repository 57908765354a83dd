import { Button, NativeSelect, SegmentedControl, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronDown, IconFilter, IconLayoutGrid, IconTable } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { FacetsJson } from "../../../src/api/contract/facets.ts";
import { texts } from "../texts/texts.ts";
import { defaultSort, type LibrarySearch, noFilters, resolutions, sorts, suspects } from "./library-search.ts";
import classes from "./library-toolbar.module.css";
import { SearchField } from "./search-field.tsx";

const words = texts.library.toolbar;

export interface LibraryToolbarProps {
  readonly search: LibrarySearch;
  readonly onChange: (changes: LibrarySearch, options?: { readonly replace?: boolean }) => void;
  /** Absent while loading. */
  readonly facets: FacetsJson | undefined;
}

/** The style sheet has the same value. */
const narrow = "(max-width: 68em)";

/** Search, order and filters. On narrow screens a button opens the selects. */
export function LibraryToolbar({ search, onChange, facets }: LibraryToolbarProps) {
  const [isOpen, setIsOpen] = useState(false);
  const selectsId = useId();
  // The Tab key follows the order on the screen.
  const isNarrow = useMediaQuery(narrow, false, { getInitialValueInEffect: false });
  const set = Object.keys(noFilters).filter(
    (name) => name !== "q" && search[name as keyof LibrarySearch] !== undefined,
  );
  const view = (
    <SegmentedControl
      key="view"
      aria-label={words.view}
      className={classes["view"]}
      value={search.view ?? "grid"}
      onChange={(view) => onChange({ view: view === "table" ? "table" : undefined }, { replace: true })}
      data={[
        { value: "grid", label: <ViewLabel name={words.grid} Icon={IconLayoutGrid} /> },
        { value: "table", label: <ViewLabel name={words.table} Icon={IconTable} /> },
      ]}
    />
  );
  const selects = (
    <div key="selects" id={selectsId} className={classes["selects"]} data-open={isOpen}>
      <Selects search={search} onChange={onChange} facets={facets} />
    </div>
  );
  return (
    <search className={classes["toolbar"]} aria-label={words.label}>
      <SearchField value={search.q ?? ""} onChange={(q) => onChange({ q }, { replace: true })} />
      <Button
        variant={set.length > 0 ? "light" : "default"}
        px="sm"
        className={classes["toggle"]}
        aria-expanded={isOpen}
        aria-controls={selectsId}
        aria-label={set.length > 0 ? words.filtersSet(set.length) : words.filters}
        onClick={() => setIsOpen(!isOpen)}
      >
        <IconFilter size={19} aria-hidden />
        {set.length > 0 && <span className={classes["number"]}>{set.length}</span>}
      </Button>
      {isNarrow ? [view, selects] : [selects, view]}
    </search>
  );
}

function Selects({ search, onChange, facets }: LibraryToolbarProps) {
  const codecs = facets?.values.video_codec ?? [];
  // The chosen codec is in the list even if no video has it.
  const known = codecs.some(({ value }) => value === search.codec);
  const counted = new Map<string, number>(facets?.values.resolution.map(({ value, count }) => [value, count]));
  const suspect = new Map<string, number>(facets?.values.suspect.map(({ value, count }) => [value, count]));
  const { missing } = search;
  const presence = missing === undefined ? "" : missing ? "missing" : "present";
  const state = search.suspect ?? (search.broken === true ? "broken" : presence);
  const present = facets === undefined ? undefined : facets.total.count - facets.missing;
  return (
    <>
      <NativeSelect
        rightSection={chevron}
        aria-label={words.sort}
        value={search.sort ?? defaultSort}
        onChange={({ currentTarget: { value } }) => onChange({ sort: sorts.find((sort) => sort === value) })}
        data={sorts.map((value) => ({ value, label: words.sorts[value] }))}
      />
      <NativeSelect
        rightSection={chevron}
        aria-label={words.codec}
        data-set={search.codec !== undefined}
        value={search.codec ?? ""}
        onChange={({ currentTarget: { value } }) => onChange({ codec: value === "" ? undefined : value })}
        data={[
          { value: "", label: words.allCodecs },
          ...(search.codec === undefined || known
            ? []
            : [{ value: search.codec, label: texts.library.codecName(search.codec) }]),
          ...codecs.map(({ value, count }) => ({
            value,
            label: words.withCount(texts.library.codecName(value), count),
          })),
        ]}
      />
      <NativeSelect
        rightSection={chevron}
        aria-label={words.resolution}
        data-set={search.resolution !== undefined}
        value={search.resolution ?? ""}
        onChange={({ currentTarget: { value } }) =>
          onChange({ resolution: resolutions.find((resolution) => resolution === value) })
        }
        data={[
          { value: "", label: words.allResolutions },
          ...resolutions
            .filter((value) => counted.has(value) || value === search.resolution)
            .map((value) => ({ value, label: counting(texts.library.resolutions[value], counted.get(value)) })),
        ]}
      />
      <NativeSelect
        rightSection={chevron}
        aria-label={words.state}
        data-set={state !== ""}
        value={state}
        onChange={({ currentTarget: { value } }) =>
          onChange({
            missing: value === "missing" ? true : value === "present" ? false : undefined,
            suspect: suspects.find((suspect) => suspect === value),
            broken: value === "broken" ? true : undefined,
          })
        }
        data={[
          { value: "", label: words.allStates },
          { value: "present", label: counting(words.present, present) },
          { value: "missing", label: counting(words.missingOnly, facets?.missing) },
          ...((facets?.broken ?? 0) > 0 || search.broken === true
            ? [{ value: "broken", label: counting(words.broken, facets?.broken) }]
            : []),
          ...suspects
            .filter((value) => suspect.has(value) || value === search.suspect)
            .map((value) => ({ value, label: counting(words.suspects[value], suspect.get(value)) })),
        ]}
      />
    </>
  );
}

const chevron = <IconChevronDown size={16} aria-hidden />;

function ViewLabel({ name, Icon }: { readonly name: string; readonly Icon: typeof IconTable }) {
  return (
    <span className={classes["viewLabel"]} title={name}>
      <Icon size={18} aria-hidden />
      <VisuallyHidden>{name}</VisuallyHidden>
    </span>
  );
}

function counting(name: string, count: number | undefined): string {
  return count === undefined ? name : words.withCount(name, count);
}
