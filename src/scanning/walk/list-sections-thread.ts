import { statSync } from "node:fs";
import { type OpenDirectory, withDirectory } from "../../files/open-known-directory-thread.ts";
import { identityOf } from "../../files/opened-object-thread.ts";
import { systemErrorSentence } from "../../files/system-error-text.ts";
import { said, say } from "../../sentences/say.ts";
import { type Excludes, Exclusions, withOwn } from "../exclude/exclusions.ts";
import type { FileProblem } from "../scan-library.ts";
import { SectionFiles } from "../section-files.ts";
import { compareUtf8 } from "../utf8-order.ts";
import type { Disk, DiskIds } from "./disk-id-thread.ts";
import { type Listing, listDirectory } from "./listing-thread.ts";
import { bornUsOf, type Entry, identityStatOf, lookAt, statOf } from "./look-at-entry-thread.ts";
import { exclusionAbove } from "./own-exclusion-thread.ts";
import type { DirectoryAhead, ListedDirectory, ListedSection } from "./thread-messages.ts";
import { looksBehindLinks, rulesIn, type WalkScope } from "./walk-rules.ts";

/** How many names a section has at most. */
const sectionNames = 1_000;

/** How many directories may be partly listed at a time: one for each request that a thread has. */
const keptListings = 2;

export interface SectionOptions {
  readonly rules: WalkScope;
  /** Asked before each entry. */
  readonly mayGoOn: () => boolean;
  /** When the section should end, on the clock of `performance.now()`. */
  readonly until: number;
}

/** Lists directories one section at a time, and keeps the names for their next sections. */
export class Sections {
  readonly #disks: DiskIds;
  readonly #exclusions = new Exclusions();
  readonly #files = new SectionFiles(sectionNames);
  #kept: { readonly walk: number; readonly listing: Listing }[] = [];

  constructor(disks: DiskIds) {
    this.#disks = disks;
  }

  /**
   * The section of a directory that begins after `directory.after`. If another thread has the names of the directory, it is
   * listed again.
   *
   * @returns null if `mayGoOn` returned false
   */
  next(walk: number, directory: DirectoryAhead, options: SectionOptions): ListedDirectory | null {
    const { path } = directory;
    if (!options.mayGoOn()) return null;
    const rules = rulesIn(path, options.rules);
    try {
      return withDirectory(path, { roots: rules.roots, followLinks: looksBehindLinks(rules) }, (open) =>
        this.#nextOf(walk, directory, open, { ...options, rules }),
      );
    } catch (error) {
      const end = { identity: "", problem: unreadable(path, error) };
      return { kind: "part", section: null, subdirectories: [], exclusion: null, end };
    }
  }

  #nextOf(
    walk: number,
    directory: DirectoryAhead,
    open: OpenDirectory,
    options: SectionOptions,
  ): ListedDirectory | null {
    const { path } = directory;
    const { identity } = open;
    if (looksBehindLinks(options.rules) && directory.above.includes(identity)) {
      const end = { identity, problem: loop(path) };
      return { kind: "part", section: null, subdirectories: [], exclusion: null, end };
    }
    const kept = this.#take(walk, path);
    const isKnown = directory.exclusion !== "unknown";
    const above = isKnown ? directory.exclusion : exclusionAbove(options.rules, this.#exclusions);
    const { names } = directory;
    const listOptions = { rules: options.rules, exclusions: this.#exclusions, above, ...(names && { only: names }) };
    const listing = kept?.identity === identity ? kept : listDirectory(path, open, listOptions);
    const { ownExclusion } = listing;
    const exclusion = ownExclusion === null && isKnown ? null : withOwn(above, ownExclusion);
    const disk = this.#disks.diskOf(open);
    const looked = lookThrough({ listing, open, disk }, directory, { ...options, files: this.#files });
    if (looked === null) return null;
    const { next, problems } = looked;
    const now = stateOf(listing);
    const isInPlace = now === "same";
    const complete = looked.complete && isInPlace;
    const goesOn = next < listing.names.length && typeof now === "string";
    const upTo = goesOn ? (listing.names[next - 1] ?? null) : null;
    const subdirectories = goesOn ? looked.subdirectories : [...looked.subdirectories, ...listing.subdirectories];
    const files = this.#files;
    const { count } = files;
    const isWhole = directory.after === null && upTo === null && complete && problems.length === 0 && count > 0;
    const digest = isWhole && directory.detail !== "files" ? files.digest(disk.id) : null;
    if (digest !== null && directory.detail === "digest") {
      return { kind: "whole", count, digest, disk: disk.id, identity, subdirectories, exclusion };
    }
    const { list, fileNumbers, bornUs } = files;
    const { empty } = listing;
    const shown = { files: list, fileNumbers, bornUs, count, problems, digest };
    const section: ListedSection = { ...shown, upTo, complete, isInPlace, empty, disk: disk.id };
    if (goesOn) this.#kept = [...this.#kept, { walk, listing }].slice(-keptListings);
    const end = goesOn ? null : { identity, problem: typeof now === "string" ? null : now };
    return { kind: "part", section, subdirectories, exclusion, end };
  }

  #take(walk: number, path: string): Listing | null {
    const index = this.#kept.findIndex((kept) => kept.walk === walk && kept.listing.path === path);
    return index === -1 ? null : (this.#kept.splice(index, 1)[0]?.listing ?? null);
  }
}

interface ListedAndOpen {
  readonly listing: Listing;
  readonly open: OpenDirectory;
  readonly disk: Disk;
}

/** Looks at the entries of the next section, and puts its files into `files`. */
function lookThrough(
  { listing, open, disk }: ListedAndOpen,
  { after, above, names: only }: DirectoryAhead,
  { rules, mayGoOn, until, files }: SectionOptions & { readonly files: SectionFiles },
) {
  const { names, special, subtitles, excludes } = listing;
  const first = indexAfter(names, after);
  const end = Math.min(names.length, first + sectionNames);
  files.clear();
  const place = { listing, open, above, rules };
  const problems: FileProblem[] = [];
  const subdirectories: string[] = [];
  let complete = true;
  let next = first;
  for (; next < end; next += 1) {
    if (!mayGoOn()) return null;
    // Not at each entry, because reading the clock takes almost as long as looking at a file.
    if ((next - first) % 16 === 15 && performance.now() >= until) break;
    const name = names[next] ?? "";
    const entry = lookAt(name, place);
    if (excludes !== null && special.has(name) && isLeftOut(name, entry, excludes)) continue;
    if (entry.kind === "file") {
      // A file in the place of a directory on the way.
      if (only !== undefined && !only.files.has(name)) continue;
      const kept = disk.keepsFileNumbers && !entry.isBehindLink ? identityStatOf(entry.stats) : null;
      const changedUs = kept?.changedUs ?? null;
      const { size, modifiedUs } = statOf(entry.stats);
      // A look into an empty map would make the hash of the name first.
      const beside = subtitles.size === 0 ? "" : (subtitles.get(name) ?? "");
      const bornUs = kept === null ? 0 : bornUsOf(entry.stats);
      files.add({ name, size, modifiedUs, changedUs, subtitles: beside }, kept?.fileNumber ?? 0, bornUs);
    } else if (entry.kind === "problem") problems.push(entry.problem);
    else if (entry.kind === "directory") subdirectories.push(name);
    else if (entry.kind === "vanished") complete = false;
  }
  return { problems, subdirectories, complete, next };
}

/** Whether an entry is left out whose kind the listing did not tell. */
function isLeftOut(name: string, { kind }: Entry, excludes: Excludes): boolean {
  if (kind === "directory") return excludes(name, "directory");
  // What is behind a problem is not known, such as the target of a link.
  return excludes(name, "file") || (kind === "problem" && excludes(name, "directory"));
}

function indexAfter(names: readonly string[], after: string | null): number {
  if (after === null) return 0;
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareUtf8(names[middle] ?? "", after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether the path still leads to the listed directory; a problem if that cannot be found out. */
function stateOf({ path, identity }: Listing): "same" | "replaced" | FileProblem {
  try {
    return identityOf(statSync(path, { bigint: true })) === identity ? "same" : "replaced";
  } catch (error) {
    return unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): FileProblem {
  const why = said(systemErrorSentence(error));
  return { path, stat: null, isPresent: false, code: "directory_unreadable", ...why };
}

function loop(path: string): FileProblem {
  return {
    path,
    stat: null,
    isPresent: false,
    code: "link_loop",
    ...say("reached_again"),
  };
}
