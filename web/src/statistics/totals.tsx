import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { FacetsJson } from "../../../src/api/contract/facets.ts";
import { bitRateText } from "../library/details/stream-words.ts";
import { texts } from "../texts/texts.ts";
import type { Filters } from "./statistics-search.ts";
import classes from "./totals.module.css";

const words = texts.statistics;

/** The sums over all videos that match. */
export function Totals({ facets, filters }: { readonly facets: FacetsJson; readonly filters: Filters }) {
  const { count, missing, bytes, duration_seconds: seconds } = facets.total;
  const { broken, averages } = facets;
  return (
    <dl className={`${classes["totals"]} digits`} aria-label={words.totals}>
      <Total name={words.videos}>
        <Link to="/" search={filters} aria-label={words.show(count)}>
          {words.count(count)}
        </Link>
      </Total>
      <Total name={words.size}>{words.bytes(bytes)}</Total>
      <Total name={words.length}>{words.lengthOf(seconds)}</Total>
      {averages.bytes !== null && <Total name={words.averageSize}>{words.bytes(averages.bytes)}</Total>}
      {averages.bit_rate !== null && <Total name={words.averageBitRate}>{bitRateText(averages.bit_rate)}</Total>}
      {missing > 0 && (
        <Total name={words.missing}>
          <Link to="/" search={{ ...filters, missing: true }} aria-label={words.showMissing(missing)}>
            {words.count(missing)}
          </Link>
        </Total>
      )}
      {broken > 0 && (
        <Total name={words.broken}>
          <Link to="/" search={{ ...filters, broken: true }} aria-label={words.showBroken(broken)}>
            {words.count(broken)}
          </Link>
        </Total>
      )}
    </dl>
  );
}

function Total({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes["total"]}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
