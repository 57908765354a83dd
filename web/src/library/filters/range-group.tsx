import { useState } from "react";
import { texts } from "../../texts/texts.ts";
import { isTime, type Measure, measures } from "../filter-values.ts";
import type { LibrarySearch } from "../library-search.ts";
import { BandCount } from "./band-count.tsx";
import { DayEnds } from "./day-ends.tsx";
import { FilterGroup } from "./filter-group.tsx";
import classes from "./filters.module.css";
import { NumberEnds } from "./number-ends.tsx";
import { type Band, bandsOf } from "./use-seen-values.ts";
import type { GroupProps } from "./value-group.tsx";

const words = texts.filters;

/** So many bands are shown at first. */
const shownAtFirst = 12;

/** The bands of a measure, of which one may be chosen, and fields for any other range. */
export function RangeGroup({ measure, ...props }: GroupProps & { readonly measure: Measure }) {
  const { search, onChange, facets, seen, isMain } = props;
  const [areAllShown, setAllShown] = useState(false);
  const bands = seen.bands[measure];
  const [least, most] = measures[measure];
  const isSet = search[least] !== undefined || search[most] !== undefined;
  if (bands.length === 0 && !isSet) return null;
  const counts = new Map(bandsOf(facets, measure).map(({ band, count }) => [band.from, count]));
  const shown = areAllShown || bands.length <= shownAtFirst + 1 ? bands : bands.slice(0, shownAtFirst);
  return (
    <FilterGroup title={words.groups[measure]} set={isSet ? 1 : 0} isOpenAtFirst={isMain && bands.length > 1}>
      <ul className={classes["bands"]}>
        {shown.map((band) => {
          const range = rangeOf(measure, band);
          const text = bandText(measure, band);
          const isChosen = search[least] === range[least] && search[most] === range[most];
          const count = counts.get(band.from) ?? 0;
          return (
            <li key={band.from}>
              <button
                type="button"
                className={classes["band"]}
                aria-pressed={isChosen}
                data-none={count === 0}
                onClick={() => onChange(isChosen ? { [least]: undefined, [most]: undefined } : range)}
              >
                {text}
                <BandCount count={count} />
              </button>
            </li>
          );
        })}
      </ul>
      {shown.length < bands.length && (
        <button
          type="button"
          className={classes["more"]}
          aria-label={words.showAll(bands.length, words.groups[measure])}
          onClick={() => setAllShown(true)}
        >
          {words.showAllShort(bands.length)}
        </button>
      )}
      {isTime(measure) ? (
        <DayEnds {...{ search, onChange, measure }} />
      ) : (
        <NumberEnds {...{ search, onChange, measure }} />
      )}
    </FilterGroup>
  );
}

/** Both ends, of which the first is left out where everything is above it. */
function rangeOf(measure: Measure, { from, to }: Band): LibrarySearch & Record<string, unknown> {
  const [least, most] = measures[measure];
  return { [least]: from === 0 ? undefined : from, [most]: to ?? undefined };
}

function bandText(measure: Measure, { from, to }: Band): string {
  if (isTime(measure)) return words.spanText({ after: String(from), before: to === null ? null : String(to) });
  return words.rangeText(measure, { min: Number(from), max: to === null ? undefined : Number(to) });
}
