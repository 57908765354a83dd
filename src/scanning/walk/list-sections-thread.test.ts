import { mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaultWalkRules } from "../../../test/scanning/walk-rules.ts";
import { filesIn } from "../file-list.ts";
import { DiskIds } from "./disk-id-thread.ts";
import { type SectionOptions, Sections } from "./list-sections-thread.ts";
import type { DirectoryAhead, ListedPart, ListedSection } from "./thread-messages.ts";

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "gleaner-sections-")));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const rules = { ...defaultWalkRules, recursive: true, extensions: new Set([".mp4"]) };
const always = { rules, mayGoOn: () => true, until: Number.POSITIVE_INFINITY };

function fill(count: number): string[] {
  const names = Array.from({ length: count }, (_, index) => `${String(index).padStart(4, "0")}.mp4`);
  for (const name of names) writeFileSync(join(directory, name), "");
  return names;
}

function namesOf(section: ListedSection | null | undefined): readonly string[] {
  return filesIn(section?.files ?? "").map(({ name }) => name);
}

const whole = (): DirectoryAhead => ({ path: directory, after: null, above: [], exclusion: null, detail: "files" });

/** The next section of a directory that comes with its files. */
function next(sections: Sections, ahead: DirectoryAhead, options: SectionOptions): ListedPart | null {
  const listed = sections.next(1, ahead, options);
  if (listed?.kind === "whole") throw new Error("The directory came without its files");
  return listed;
}

test("lists a video with the subtitle files beside it", () => {
  for (const name of ["a.mp4", "a.en.srt", "a.srt", "b.mp4", "c.srt", "a.txt"])
    writeFileSync(join(directory, name), "");
  mkdirSync(join(directory, "b.srt"));
  const listed = next(new Sections(new DiskIds()), whole(), always);
  const files = filesIn(listed?.section?.files ?? "");
  expect(files.map(({ name, subtitles }) => [name, subtitles])).toEqual([
    ["a.mp4", "\n.en.srt\n.srt"],
    ["b.mp4", undefined],
  ]);
});

describe("a section", () => {
  test("stops before the next entry", () => {
    fill(50);
    let asked = 0;
    const mayGoOn = () => {
      asked += 1;
      return asked <= 10;
    };
    expect(next(new Sections(new DiskIds()), whole(), { ...always, mayGoOn })).toBeNull();
    expect(asked).toBe(11);
  });

  test("ends when its time is over, but never without a name", () => {
    const names = fill(50);
    const sections = new Sections(new DiskIds());
    const late = { ...always, until: 0 };
    const found: string[] = [];
    let last: string | null = null;
    do {
      const section: ListedSection | null = next(sections, { ...whole(), after: last }, late)?.section ?? null;
      found.push(...namesOf(section));
      last = section?.upTo ?? null;
      if (last !== null) expect(found.at(-1)).toBe(last);
    } while (last !== null && found.length < names.length);
    expect(found).toEqual(names);
  });

  test("in which an entry vanishes after it was listed is not complete, and goes on", () => {
    const names = fill(10);
    const mayGoOn = () => {
      rmSync(join(directory, "0005.mp4"), { force: true });
      return true;
    };
    // Asked first before the listing: this time there is nothing to remove.
    const listed = next(new Sections(new DiskIds()), whole(), { ...always, mayGoOn: after(1, mayGoOn) });
    expect(listed?.section).toMatchObject({ complete: false, upTo: null, problems: [] });
    expect(namesOf(listed?.section)).toEqual(names.filter((name) => name !== "0005.mp4"));
    expect(listed?.end).toMatchObject({ problem: null });
  });

  test("of a directory that is replaced meanwhile is not complete", () => {
    fill(10);
    const replace = once(() => {
      renameSync(directory, `${directory}-old`);
      mkdirSync(directory);
      fill(10);
      return true;
    });
    const listed = next(new Sections(new DiskIds()), whole(), { ...always, mayGoOn: after(1, replace) });
    rmSync(`${directory}-old`, { recursive: true });
    expect(listed?.section).toMatchObject({ complete: false });
    expect(listed?.end).toMatchObject({ problem: null });
  });

  test("of a directory that is removed meanwhile is not complete, and ends it with a problem", () => {
    fill(10);
    const remove = once(() => {
      rmSync(directory, { recursive: true });
      return true;
    });
    const listed = next(new Sections(new DiskIds()), whole(), { ...always, mayGoOn: after(1, remove) });
    expect(listed?.section).toMatchObject({ complete: false });
    expect(listed?.end?.problem).toMatchObject({ code: "directory_unreadable", message: "it is not there" });
  });

  test("can be had from another thread than those before it", () => {
    const names = fill(1_200);
    const first = next(new Sections(new DiskIds()), whole(), always)?.section;
    expect(namesOf(first)).toEqual(names.slice(0, 1_000));
    // What is there by now, from that name on.
    writeFileSync(join(directory, "0000x.mp4"), "");
    writeFileSync(join(directory, "1100x.mp4"), "");
    const second = next(new Sections(new DiskIds()), { ...whole(), after: first?.upTo ?? null }, always);
    expect(namesOf(second?.section)).toEqual([...names.slice(1_000, 1_101), "1100x.mp4", ...names.slice(1_101)]);
    expect(second?.end).toMatchObject({ problem: null });
  });

  test("comes from one listing for all sections of a directory", () => {
    fill(1_200);
    const sections = new Sections(new DiskIds());
    const first = next(sections, whole(), always)?.section;
    for (const name of readdirSync(directory)) if (name > "1000.mp4") rmSync(join(directory, name));
    const second = next(sections, { ...whole(), after: first?.upTo ?? null }, always)?.section;
    expect(second).toMatchObject({ complete: false, upTo: null });
    expect(namesOf(second)).toEqual(["1000.mp4"]);
  });
});

/** Says yes until it was asked `times` times; then asks. */
function after(times: number, ask: () => boolean): () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    return asked <= times || ask();
  };
}

function once(act: () => boolean): () => boolean {
  let done = false;
  return () => {
    if (done) return true;
    done = true;
    return act();
  };
}
