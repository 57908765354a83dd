import { Checkbox } from "@mantine/core";
import { useState } from "react";
import type { FacetsJson } from "../../../../src/api/contract/facets.ts";
import type { VideoPropertyJson } from "../../../../src/api/contract/video-filters.ts";
import { texts } from "../../texts/texts.ts";
import { allTogether, anyValue, choiceOf, hdrKinds, manyValued, splitValues, withChoice } from "../filter-values.ts";
import type { LibrarySearch } from "../library-search.ts";
import { FilterGroup } from "./filter-group.tsx";
import classes from "./filters.module.css";
import type { SeenValues } from "./use-seen-values.ts";
import { ValueRow } from "./value-row.tsx";

const words = texts.filters;

/** So many values are shown at first. */
const shownAtFirst = 8;

export interface GroupProps {
  readonly search: LibrarySearch;
  readonly onChange: (changes: LibrarySearch) => void;
  readonly facets: FacetsJson;
  readonly seen: SeenValues;
  /** Whether most people look for it. */
  readonly isMain: boolean;
}

/** The values of a property. */
export function ValueGroup({ property, isMain, ...props }: GroupProps & { readonly property: VideoPropertyJson }) {
  const { search, seen, onChange } = props;
  const [areAllShown, setAllShown] = useState(false);
  const { wanted, required, unwanted } = splitValues(property, search[property] ?? []);
  const plain = [...wanted, ...required, ...unwanted];
  const known = seen.values[property];
  // What is chosen is shown even if no video has it.
  const values = [...known, ...plain.filter((value) => !known.includes(value) && value !== anyValue)];
  if (values.length === 0 && plain.length === 0) return null;
  const hasAny = property === "hdr" && (plain.includes(anyValue) || values.some(isHdr));
  const shown = areAllShown || values.length <= shownAtFirst + 1 ? values : firstOf(values, plain);
  return (
    <FilterGroup title={words.groups[property]} set={plain.length} isOpenAtFirst={isMain && values.length > 1}>
      <ul className={classes["rows"]}>
        {hasAny && <PropertyRow {...props} property={property} value={anyValue} />}
        {shown.map((value) => (
          <PropertyRow key={value} {...props} property={property} value={value} isKind={hasAny && isHdr(value)} />
        ))}
      </ul>
      {manyValued.has(property) && wanted.length + required.length > 1 && (
        <Checkbox
          size="xs"
          label={words.allOfThese}
          aria-label={words.allOfTheseLabel(words.groups[property])}
          checked={required.length > 0}
          onChange={({ currentTarget: { checked } }) =>
            onChange({ [property]: allTogether(property, search[property], checked) })
          }
        />
      )}
      {shown.length < values.length && (
        <button
          type="button"
          className={classes["more"]}
          aria-label={words.showAll(values.length, words.groups[property])}
          onClick={() => setAllShown(true)}
        >
          {words.showAllShort(values.length)}
        </button>
      )}
    </FilterGroup>
  );
}

function firstOf(values: readonly string[], chosen: readonly string[]): readonly string[] {
  return values.filter((value, nth) => nth < shownAtFirst || chosen.includes(value));
}

function isHdr(value: string): boolean {
  return hdrKinds.some((kind) => kind === value);
}

export interface PropertyRowProps extends Pick<GroupProps, "search" | "onChange" | "facets"> {
  readonly property: VideoPropertyJson;
  readonly value: string;
  readonly isKind?: boolean;
}

/** One value of a property. */
export function PropertyRow({ search, onChange, facets, property, value, isKind = false }: PropertyRowProps) {
  const values = search[property];
  return (
    <ValueRow
      name={words.valueName(property, value)}
      withoutName={words.unwantedText(property, value)}
      count={countOf(facets, property, value)}
      choice={choiceOf(values, value)}
      isKind={isKind}
      onChoose={(choice) => onChange({ [property]: withChoice(values, { property, value, choice }) })}
    />
  );
}

function countOf(facets: FacetsJson, property: VideoPropertyJson, value: string): number {
  return facets.values[property]
    .filter((each) => each.value === value || (value === anyValue && isHdr(each.value)))
    .reduce((sum, { count }) => sum + count, 0);
}
