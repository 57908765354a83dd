/** The flags of the command: the measurements and their sizes. */
import { Command, InvalidArgumentError, Option } from "commander";

/** What a run measures, unless it is told to measure less. */
export const rowNames = ["films", "overhead", "rescan", "moves", "event-loop", "cancel", "disks", "size"] as const;
export type RowName = (typeof rowNames)[number];
/** The same for a run with `--postgres`. */
export const postgresRowNames = ["cancel", "workers", "rows", "size"] as const;
export type PostgresRowName = (typeof postgresRowNames)[number];

export interface Settings {
  /** Whether several processes on one Postgres are measured, or single processes. */
  readonly postgres: boolean;
  readonly only: readonly (RowName | PostgresRowName)[];
  /** How often each measurement is repeated. */
  readonly runs: number;
  /** The size of the largest tree for time and memory against size. */
  readonly files: number;
  readonly films: number;
  /** Films of the first scan from a cold page cache. */
  readonly coldFilms: number;
  readonly mixedFiles: number;
  readonly ffprobeFiles: number;
  readonly mediainfoFiles: number;
  readonly unchangedFiles: number;
  readonly movedFiles: number;
  readonly cancels: number;
  /** Files of a scan that several workers share. */
  readonly sharedFiles: number;
  /** Rows that each number of workers writes into Postgres in a run. */
  readonly rows: number;
  readonly quick: boolean;
  /** Null for a temporary directory, which is removed at the end. */
  readonly keep: string | null;
  /** Null for the user's cache directory. */
  readonly keepFilms: string | null;
  /** Null: bench/ after a whole run, and nowhere otherwise. */
  readonly out: string | null;
}

const defaults = {
  runs: 5,
  files: 100_000,
  films: 2_000,
  coldFilms: 160,
  mixedFiles: 4_200,
  ffprobeFiles: 280,
  mediainfoFiles: 1_050,
  unchangedFiles: 200_000,
  movedFiles: 10_000,
  cancels: 200,
  sharedFiles: 2_400,
  rows: 20_000,
};
type Sizes = typeof defaults;

const postgresDefaults: Sizes = { ...defaults, runs: 3, files: 30_000, cancels: 500 };

const quick: Sizes = {
  runs: 2,
  files: 3_000,
  films: 200,
  coldFilms: 40,
  mixedFiles: 630,
  ffprobeFiles: 35,
  mediainfoFiles: 315,
  unchangedFiles: 10_000,
  movedFiles: 2_000,
  cancels: 10,
  sharedFiles: 800,
  rows: 4_000,
};

/** Ends the process for `--help` and for wrong usage, as commander does. */
export function parseSettings(args: readonly string[]): Settings {
  const program = new Command("npm run bench --")
    .description("Measures Gleaner beside what would be used instead, and writes bench/RESULTS.md.")
    .option("--postgres", `measure several processes on one Postgres, which it starts: ${postgresRowNames.join(", ")}`)
    .addOption(
      new Option("--only <row...>", "measure only these rows; nothing is written then, unless with --out").choices([
        ...new Set([...rowNames, ...postgresRowNames]),
      ]),
    )
    .option("--runs <n>", described("how often each thing is measured", "runs"), whole)
    .option(
      "--files <n>",
      described("the largest tree for time and memory against size, such as 1000000", "files"),
      whole,
    )
    .option("--films <n>", described("films of the first scan, which are links to forty", "films"), whole)
    .option("--cold-films <n>", described("films of the first scan from the disk, 12 MB each", "coldFilms"), whole)
    .option("--mixed-files <n>", described("tiny clips of the first scan", "mixedFiles"), whole)
    .option("--ffprobe-files <n>", described("how many of them ffprobe reads in a run", "ffprobeFiles"), whole)
    .option("--mediainfo-files <n>", described("how many of them mediainfo reads in a run", "mediainfoFiles"), whole)
    .option("--unchanged-files <n>", described("files of the rescan", "unchangedFiles"), whole)
    .option("--moved-files <n>", described("files that are renamed", "movedFiles"), whole)
    .option("--cancels <n>", described("scans that are cancelled", "cancels"), whole)
    .option("--shared-files <n>", described("files of a scan that several workers share", "sharedFiles"), whole)
    .option("--rows <n>", described("rows that each number of workers writes in a run", "rows"), whole)
    .option("--quick", "small sizes and few runs, to see whether it works: the figures mean little; writes nothing")
    .option("--keep <dir>", "make the trees there and keep them for the next run")
    .option("--keep-films <dir>", "keep the forty films there (default: gleaner/bench in the cache of the user)")
    .option("--out <dir>", "write RESULTS.md and its pictures there, whatever was measured")
    .parse(args, { from: "user" });
  const flags = program.opts<Partial<Settings>>();
  const { postgres = false } = flags;
  const names: readonly (RowName | PostgresRowName)[] = postgres ? postgresRowNames : rowNames;
  const wrong = flags.only?.find((name) => !names.includes(name));
  if (wrong !== undefined) program.error(`error: ${wrong} is measured ${postgres ? "without" : "with"} --postgres`);
  const sizes = flags.quick === true ? quick : postgres ? postgresDefaults : defaults;
  return { postgres, only: names, quick: false, keep: null, keepFilms: null, out: null, ...sizes, ...flags };
}

function described(what: string, size: keyof Sizes): string {
  const [own, onPostgres] = [defaults[size], postgresDefaults[size]];
  return `${what} (default ${own}${own === onPostgres ? "" : `, with --postgres ${onPostgres}`})`;
}

function whole(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1.");
  return Number(text);
}
