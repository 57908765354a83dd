/** For tests: what may happen to the files of a small directory and to its library, and scans in between. */
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  unlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { factsVersion } from "../../src/library/video.ts";
import { copyClip } from "../clip-tree.ts";
import type { Wishes } from "./scans-under-test.ts";

export const clips = ["h264-aac-faststart.mp4", "vp8-opus-recorded.webm"];
/** The last two stand in one order as UTF-8, and in the other as UTF-16. */
const names = ["1.mp4", "2.mp4", `it's "3".mp4`, "a\nb.mp4", "\uFF21.mp4", "\u{1F3AC}.mp4"];
const folders = ["", "a", "a/b", "c\nd"];

const file = fc
  .record({ folder: fc.constantFrom(...folders), name: fc.constantFrom(...names) })
  .map(({ folder, name }) => join(folder, name));
const folder = fc.constantFrom(...folders);
const below = fc.constantFrom(...folders.slice(1));

/** Of a file in the scanned directory. */
const changesOfFiles = fc.oneof(
  fc.record({ do: fc.constant("add" as const), file, clip: fc.constantFrom(...clips) }),
  fc.record({
    do: fc.constantFrom("remove", "replace", "chmod", "grow", "add subtitles", "remove subtitles", "spoil" as const),
    file,
  }),
  fc.record({ do: fc.constant("touch" as const), file, at: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constantFrom("rename" as const, "copy" as const), file, to: file }),
  fc.record({
    do: fc.constantFrom("remove folder" as const, "spoil folder" as const, "heal folder" as const),
    folder: below,
  }),
  fc.record({ do: fc.constant("rename folder" as const), folder: below, to: below }),
  fc.record({ do: fc.constantFrom("odd name" as const), folder }),
);

const statements = [
  "delete from videos where number = :number",
  "update videos set file_size = file_size + 1 where number = :number",
  "update videos set modified_us = 1 where number = :number",
  "update videos set changed_us = null where number = :number",
  "update videos set changed_us = 7 where number = :number",
  "update videos set subtitle_files = '' where number = :number",
  "update videos set missing_since = 1, missing_job_id = job_id where number = :number",
  "update videos set disk = null where number = :number",
  "update videos set disk = 'another' where number = :number",
  `update videos set facts_version = ${factsVersion - 1} where number = :number`,
  "update videos set filename = filename || '.mp4' where number = :number",
  "update videos set directory_id = (select max(id) from directories) where number = :number",
  "update or replace videos set filename = '1.mp4' where number = :number",
  "delete from scan_errors",
  "update scan_errors set is_current = 0",
  "delete from directory_digests",
  "vacuum",
];
const changesOfLibraries = fc.oneof(
  fc.record({ do: fc.constant("forget" as const), nth: fc.nat(9) }),
  fc.record({ do: fc.constant("statement" as const), nth: fc.nat(9), statement: fc.constantFrom(...statements) }),
  fc.record({ do: fc.constant("poster" as const), nth: fc.nat(9) }),
  fc.record({ do: fc.constantFrom("keep a copy" as const, "restore the copy" as const, "open again" as const) }),
);

export const plain: { readonly do: "scan"; readonly wishes: Wishes } = { do: "scan", wishes: {} };
const scansToTheEnd = fc.oneof(
  { weight: 6, arbitrary: fc.constant(plain) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<typeof plain>(
      { do: "scan", wishes: { full: true } },
      { do: "scan", wishes: { retryErrors: true } },
      { do: "scan", wishes: { recursive: false } },
      { do: "scan", wishes: { acceptEmpty: true } },
      { do: "scan", wishes: { without: ["1.mp4"] } },
      { do: "scan", wishes: { without: ["b/"] } },
    ),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("scan below" as const), folder: below }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("scan only" as const), folder, growing: fc.option(file) }) },
);
/** What such a scan finds depends on the moment. */
const scansInParts = fc.oneof(
  fc.record({ do: fc.constant("cancel" as const), after: fc.nat(5), resume: fc.boolean() }),
  fc.record({ do: fc.constant("stop and claim again" as const), after: fc.nat(5) }),
  fc.record({ do: fc.constant("two at once" as const), folder: below }),
  fc.record({ do: fc.constant("change meanwhile" as const), after: fc.nat(5), change: changesOfLibraries }),
);
export const steps = fc.oneof(
  { weight: 4, arbitrary: changesOfFiles },
  { weight: 2, arbitrary: changesOfLibraries },
  { weight: 8, arbitrary: scansToTheEnd },
  { weight: 1, arbitrary: scansInParts },
);
type ValueOf<Of> = Of extends fc.Arbitrary<infer Value> ? Value : never;
export type ChangeOfFiles = ValueOf<typeof changesOfFiles>;
export type ScanInParts = ValueOf<typeof scansInParts>;
export type ChangeOfLibraries = ValueOf<typeof changesOfLibraries>;
export type Step = ValueOf<typeof steps>;

/** Does what a step says to the files in `root`. @throws the system's error, such as for a file that is not there */
export async function changeFiles(root: string, step: ChangeOfFiles): Promise<void> {
  const path = "file" in step ? join(root, step.file) : join(root, step.folder);
  const to = "to" in step ? join(root, step.to) : "";
  const subtitles = path.replace(/mp4$/, "en.srt");
  switch (step.do) {
    case "add":
      return copyClip(step.clip, path);
    case "remove":
      return unlink(path);
    case "replace": {
      const { mtime } = await stat(path);
      await writeFile(path, (await readFile(path)).toReversed());
      return utimes(path, mtime, mtime);
    }
    case "chmod":
      return chmod(path, 0o640);
    case "grow":
      await stat(path);
      return appendFile(path, "more");
    case "add subtitles":
      return writeFile(subtitles, "");
    case "remove subtitles":
      return unlink(subtitles);
    case "spoil":
      await mkdir(dirname(path), { recursive: true });
      return writeFile(path, "text");
    case "touch":
      return utimes(path, step.at, step.at);
    case "rename":
      await stat(path);
      await mkdir(dirname(to), { recursive: true });
      return rename(path, to);
    case "copy":
      await mkdir(dirname(to), { recursive: true });
      return copyFile(path, to);
    case "remove folder":
      return rm(path, { recursive: true });
    case "spoil folder":
      await stat(path);
      await mkdir(join(path, ".gleanerignore"));
      return;
    case "heal folder":
      return rm(join(path, ".gleanerignore"), { recursive: true });
    case "rename folder":
      return rename(path, to);
    case "odd name":
      return writeFile(Buffer.concat([Buffer.from(path), Buffer.from([47, 120, 255]), Buffer.from(".mp4")]), "");
  }
}
