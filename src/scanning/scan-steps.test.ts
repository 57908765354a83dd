import { expect, test } from "vitest";
import type { JobId } from "../jobs/job.ts";
import type { KnownSection } from "./known-files.ts";
import { type ScanStep, ScanSteps, type WalkedSection, type WholeDirectory } from "./scan-steps.ts";
import type { WalkEvent } from "./walk/walk-events.ts";

const place = { exclusion: null, disk: "disk" };
const section = (directory: string, digest: string | null): WalkedSection => ({
  kind: "files",
  directory,
  files: "",
  fileNumbers: new Float64Array(),
  bornUs: new Float64Array(),
  count: 0,
  problems: [],
  after: null,
  upTo: null,
  complete: true,
  isInPlace: true,
  empty: false,
  digest,
  ...place,
});

/** What became of directories that came without their files. */
const answers: Record<string, boolean> = {};
const whole = (directory: string, digest: string): WholeDirectory => ({
  kind: "whole",
  directory,
  count: 1,
  digest,
  subdirectories: new Set(),
  answer: (isKnown) => {
    answers[directory] = isKnown;
  },
  ...place,
});

const asked: string[] = [];
const library = {
  known: async ({ directory, digest = null }: { directory: string; digest?: string | null }): Promise<KnownSection> => {
    asked.push(`known ${directory}`);
    const isUnchanged = digest === "known";
    return { isUnchanged, token: null, files: "", marks: "", upTo: null, directories: ["below"] };
  },
  unchanged: async ({ directory, digest }: { directory: string; digest: string }) => {
    asked.push(`unchanged ${directory}`);
    return digest === "known" ? ["below"] : null;
  },
};
const jobs = { jobId: "job" as JobId, resumes: null };

async function* one(event: WalkEvent): AsyncGenerator<WalkEvent> {
  yield event;
}

/** Reads the step of an event to its end. */
async function read(steps: ScanSteps, event: WalkEvent): Promise<ScanStep | undefined> {
  let last: ScanStep | undefined;
  for await (const step of steps.of(one(event))) {
    if (step.kind === "files") await step.known;
    if (step.kind === "whole") await step.answer;
    last = step;
  }
  return last;
}

test("directories come without their files after one that the library knows, and with them after one that it does not", async () => {
  const steps = new ScanSteps(library, jobs, { usesDigests: true, alwaysBrief: false });
  const after = async (event: WalkEvent) => {
    await read(steps, event);
    return steps.detail;
  };
  expect(steps.detail).toBe("files-and-digest");
  expect(await after(section("a", "new"))).toBe("files-and-digest");
  expect(await after(section("b", "known"))).toBe("digest");
  // Most directories without files, with problems or with many names say nothing about others.
  expect(await after(section("c", null))).toBe("digest");
  expect(await after(whole("d", "known"))).toBe("digest");
  expect(await after(whole("e", "new"))).toBe("files-and-digest");
  expect(await after(section("e", "new"))).toBe("files-and-digest");
  expect(await after(whole("f", "known"))).toBe("digest");
  expect(answers).toEqual({ d: true, e: false, f: true });
});

test("of a directory without its files, the library is asked for nothing but whether it is unchanged", async () => {
  const steps = new ScanSteps(library, jobs, { usesDigests: true, alwaysBrief: false });
  asked.length = 0;
  const [known, unknown] = [await read(steps, whole("a", "known")), await read(steps, whole("b", "new"))];
  expect(known?.kind === "whole" && known.answered).toEqual({ knownDirectories: ["below"] });
  expect(unknown?.kind === "whole" && unknown.answered).toEqual({ knownDirectories: null });
  expect(asked).toEqual(["unchanged a", "unchanged b"]);
});

test("without digests, all directories come with their files", async () => {
  const steps = new ScanSteps(library, jobs, { usesDigests: false, alwaysBrief: true });
  await read(steps, section("a", null));
  expect(steps.detail).toBe("files");
});
