import type { FacetsJson, TotalsJson } from "../api/contract/facets.ts";
import type { VideoPropertyJson } from "../api/contract/video-filters.ts";
import { asInLibrary } from "./as-in-library.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { linksCountOnce } from "./links-count-once.ts";
import { noVideoMatches } from "./no-video-matches.ts";
import { printCsv } from "./print-csv.ts";
import { bytes, count } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { requireForwardRanges } from "./require-forward-ranges.ts";
import { requireKnownPlace } from "./require-known-place.ts";
import { onTopOf, savedFiltersNamed } from "./saved-filters-named.ts";
import { shownPath } from "./shown-path.ts";
import type { Table } from "./table.ts";
import { bitRateInWords, lengthInWords, totalsInWords } from "./totals-in-words.ts";
import { unknownValues } from "./unknown-values.ts";
import { valueWords } from "./value-words.ts";
import { filterOfFlags, type VideoFilterFlags } from "./video-filter-flags.ts";

export interface StatisticsFlags extends Omit<VideoFilterFlags, "under" | "in"> {
  /** The name of saved filters. */
  readonly saved?: string;
  readonly json: boolean;
  readonly csv: boolean;
}

/** `gleaner statistics [DIR]`: how many videos there are of each kind, how large and how long they are. */
export async function statistics(
  context: CommandContext,
  directory: string | undefined,
  flags: StatisticsFlags,
): Promise<ExitCode> {
  const { out, err } = context;
  return withServer<ExitCode>({ ...context, readsOnly: true }, "gleaner statistics", async (client) => {
    const path = directory === undefined ? undefined : await asInLibrary(directory, context);
    const saved = flags.saved === undefined ? undefined : await savedFiltersNamed(client, flags.saved);
    const filter = onTopOf(saved?.filter, filterOfFlags(flags, path));
    requireForwardRanges(filter);
    await requireKnownPlace(client, filter.path, context);
    for (const sentence of await unknownValues(client, filter)) err.say(sentence);
    // Years begin where the reader is, as the days of filters do.
    const query = { ...filter, time_zone: new Intl.DateTimeFormat().resolvedOptions().timeZone };
    if (flags.csv) return printCsv(client, out, { list: "statistics", query });
    const facets = await client.statistics(query);
    if (flags.json) {
      out.json(facets);
      return 0;
    }
    if (facets.total.count === 0) {
      const isLibrary = Object.keys(filter).length === 0;
      err.say(isLibrary ? "The library has no videos yet." : await noVideoMatches(client, filter));
      return 0;
    }
    out.table(tables(facets));
    if (facets.has_hard_links) out.say(linksCountOnce("row"));
    const { bit_rate: bitRate } = facets.averages;
    if (bitRate !== null) out.say(`Average bit rate: ${bitRateInWords(bitRate)}`);
    out.say(`${path === undefined ? "Together" : shownPath(path)}: ${totalsInWords(facets.total)}`);
    return 0;
  });
}

const titles: { readonly [Property in VideoPropertyJson]: string } = {
  resolution: "RESOLUTION",
  hdr: "HDR",
  video_codec: "CODEC",
  bit_depth: "BIT DEPTH",
  audio_language: "SOUND",
  audio_codec: "CODEC OF THE SOUND",
  subtitle_language: "SUBTITLES",
  container: "CONTAINER",
  suspect: "SUSPECT",
};
const properties = Object.keys(titles) as readonly VideoPropertyJson[];

/** How many values of a property are listed. `--json` has up to 100. */
const mostValues = 10;

type Cells = readonly [videos: string, share: string, size: string, length: string, name: string];

/** One block of rows for each property. */
function tables(facets: FacetsJson): Table {
  const { total, values, spans } = facets;
  const row = (name: string, totals: TotalsJson): Cells => [
    count(totals.count),
    shareOf(totals.count, total.count),
    bytes(totals.bytes),
    lengthOf(totals.duration_seconds),
    name,
  ];
  const blocks = properties.flatMap((property) => {
    const all = values[property];
    // That no video is suspect is no news.
    if (all.length === 0 || (property === "suspect" && all.every(({ value }) => value === "none"))) return [];
    const rows = all.slice(0, mostValues).map((totals) => row(valueWords(property, totals.value), totals));
    const left = all.length - rows.length;
    return [{ title: titles[property], rows, left }];
  });
  const added = new Map<string, TotalsJson>();
  for (const { after, before: _before, ...totals } of spans.added) {
    const year = String(new Date(after).getFullYear());
    const sum = added.get(year);
    added.set(year, sum === undefined ? totals : sumOf(sum, totals));
  }
  const years = [...added].toReversed();
  const rows = years.slice(0, mostValues).map(([year, totals]) => row(year, totals));
  const all = [...blocks, { title: "ADDED", rows, left: years.length - rows.length }];
  const heads = ["VIDEOS", "SHARE", "SIZE", "LENGTH"];
  const lines: (readonly string[])[] = [];
  for (const { title, rows: those, left } of all) {
    lines.push([...heads, title], ...those);
    if (left > 0) lines.push(["", "", "", "", `(${count(left)} more)`]);
    lines.push([]);
  }
  return { rows: lines, numbers: new Set(heads.keys()) };
}

function sumOf(one: TotalsJson, other: TotalsJson): TotalsJson {
  return {
    count: one.count + other.count,
    missing: one.missing + other.missing,
    bytes: one.bytes + other.bytes,
    duration_seconds: one.duration_seconds + other.duration_seconds,
  };
}

/** Of a hundred hours and more, minutes do not matter. */
function lengthOf(seconds: number): string {
  return seconds < 360_000 ? lengthInWords(seconds) : `${count(Math.round(seconds / 3_600))} h`;
}

/** Only nothing is 0 %, and only all is 100 %. */
function shareOf(part: number, whole: number): string {
  if (part === whole) return "100 %";
  const percent = Math.round((100 * part) / whole);
  return percent === 0 ? "< 1 %" : `${Math.min(99, percent)} %`;
}
