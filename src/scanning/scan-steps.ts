import { abortable } from "../abortable.ts";
import type { JobId } from "../jobs/job.ts";
import { partListing } from "./diff.ts";
import type { KnownSection } from "./known-files.ts";
import { readAhead } from "./read-ahead.ts";
import type { ScanLibrary } from "./scan-library.ts";
import type { ListingDetail } from "./walk/thread-messages.ts";
import type { WalkEvent } from "./walk/walk-events.ts";

export type WalkedSection = Extract<WalkEvent, { kind: "files" }>;
export type WalkedDirectory = Extract<WalkEvent, { kind: "directory" }>;
export type WholeDirectory = Extract<WalkEvent, { kind: "whole" }>;

/** A finding of the walk, with the answer of the library about it. The query is already running. */
export type ScanStep =
  | {
      readonly kind: "files";
      readonly section: WalkedSection;
      readonly known: Promise<KnownSection>;
    }
  | WholeStep
  | {
      readonly kind: "directory";
      readonly directory: WalkedDirectory;
      /** The last section of the directory; null if the directory could not be listed. */
      readonly lastSection: LastSection | null;
    }
  | Extract<WalkEvent, { kind: "silent" }>;

export interface WholeStep {
  readonly kind: "whole";
  readonly directory: WholeDirectory;
  readonly answer: Promise<WholeAnswer>;
  /** The answer if it is there, so that most directories cost nobody a wait; else null. */
  answered: WholeAnswer | null;
}

export interface WholeAnswer {
  /**
   * The names of the directories in it below which the library knows files. Null: the library does not know the directory as
   * it is. Then other steps about its files come later.
   */
  readonly knownDirectories: readonly string[] | null;
}

export interface LastSection {
  readonly disk: string;
  /** Names of the directories in it below which the library knows files. */
  readonly knownDirectories: Promise<readonly string[]> | readonly string[];
}

/** How many sections and directories are read ahead if each section costs a query. */
const mostAhead = 8;

/**
 * How many names are read ahead if digests are compared: as many as in eight large sections. The library answers about
 * several small directories at once, which takes a fraction of the time.
 */
const mostNamesAhead = 8_000;

/** A section or directory counts as so many names more. With 64, a scan of small directories takes 15 MB more. */
const namesOfStep = 256;

/** A directory without its files counts as so many names, however many it has. */
const namesOfWhole = 64;

/** Asks the library about each section that the walk finds, ahead of the scan. */
export class ScanSteps {
  readonly #library: Pick<ScanLibrary, "known" | "unchanged">;
  readonly #jobs: { readonly jobId: JobId; readonly resumes: JobId | null };
  readonly #usesDigests: boolean;
  readonly #alwaysBrief: boolean;
  #lastSection: LastSection | null = null;
  /** Whether the library has known the last directory by its digest. Most often, it then knows the next ones, too. */
  #hasKnownLast = false;

  /**
   * @param digests.usesDigests whether a directory counts as unchanged if its digest is. Else each of its files is compared
   * @param digests.alwaysBrief see `ScanOptions.alwaysBrief`
   */
  constructor(
    library: Pick<ScanLibrary, "known" | "unchanged">,
    jobs: { readonly jobId: JobId; readonly resumes: JobId | null },
    { usesDigests, alwaysBrief }: { readonly usesDigests: boolean; readonly alwaysBrief: boolean },
  ) {
    this.#library = library;
    this.#jobs = jobs;
    this.#usesDigests = usesDigests;
    this.#alwaysBrief = alwaysBrief;
  }

  /** How the walk should list the next directories. */
  get detail(): ListingDetail {
    if (!this.#usesDigests) return "files";
    return this.#hasKnownLast || this.#alwaysBrief ? "digest" : "files-and-digest";
  }

  /** @throws the errors of `events` */
  of(events: AsyncIterable<WalkEvent>): AsyncIterable<ScanStep> {
    const begin = (event: WalkEvent) => this.#begin(event);
    return this.#usesDigests ? readAhead(events, mostNamesAhead, begin, sizeOf) : readAhead(events, mostAhead, begin);
  }

  /**
   * A section with its known files. A directory that has lost most of its files may have so many known files that they
   * come in several parts.
   *
   * @throws StoreError; `signal.reason`
   */
  async *parts(
    { section, known }: Extract<ScanStep, { kind: "files" }>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [WalkedSection, KnownSection], void, undefined> {
    let rest = section;
    let part = await abortable(known, signal);
    while (part.upTo !== null) {
      const [covered, later] = partListing(rest, part.upTo);
      yield [covered, part];
      rest = later;
      part = await abortable(this.#askFor(section, part.upTo), signal);
    }
    yield [rest, part];
  }

  #begin(event: WalkEvent): ScanStep {
    switch (event.kind) {
      case "silent":
        return event;
      case "files": {
        const known = this.#askFor(event, event.after, event.digest);
        const knownDirectories = known.then(({ directories, isUnchanged }) => {
          if (event.digest !== null) this.#hasKnownLast = isUnchanged;
          return directories;
        });
        // Whoever awaits `known` gets the error.
        knownDirectories.catch(() => {});
        this.#lastSection = { disk: event.disk, knownDirectories };
        return { kind: "files", section: event, known };
      }
      case "whole":
        return this.#askAboutWhole(event);
      case "directory":
        // The section before this event is the last of the directory, unless the directory could not be listed.
        return { kind: "directory", directory: event, lastSection: event.complete ? this.#lastSection : null };
    }
  }

  #askAboutWhole(directory: WholeDirectory): WholeStep {
    const answer = this.#library.unchanged(directory).then((knownDirectories) => {
      this.#hasKnownLast = knownDirectories !== null;
      directory.answer(knownDirectories !== null);
      step.answered = { knownDirectories };
      return step.answered;
    });
    // Whoever awaits it gets the error.
    answer.catch(() => {});
    const step: WholeStep = { kind: "whole", directory, answer, answered: null };
    return step;
  }

  #askFor(
    { directory, upTo, disk }: WalkedSection,
    after: string | null,
    digest: string | null = null,
  ): Promise<KnownSection> {
    return this.#library.known({ directory, after, upTo, disk, digest, ...this.#jobs });
  }
}

function sizeOf(event: WalkEvent): number {
  if (event.kind === "whole") return namesOfWhole;
  return event.kind === "files" ? namesOfStep + event.count + event.problems.length : namesOfStep;
}
