/**
 * Both probers on damaged files: where both can read one, all that they say is the same. What two versions of FFmpeg
 * see differently is listed file by file; of all that is listed, FFmpeg's own ffprobe and what libav has in its
 * structures were looked at, and they differ as the probers do. The answers of ffprobe 5.1 are recorded, because starting
 * it takes most of the time: see `recorded-ffprobe.ts`.
 *
 * And libav with and without decoders, which are the same version: there, everything is the same. `npm run agreement`
 * compares many more files.
 */
import { randomInt } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mutantsOfClips } from "../../../samples/mutants/mutant.ts";
import { readBothWays } from "../../../test/agreement/both-ways.ts";
import { changedBeginnings, picturesOfSamples } from "../../../test/agreement/changed-beginnings.ts";
import { filesOfParameterSets } from "../../../test/agreement/parameter-sets.ts";
import { isRecording, keepRecords, recordedFfprobe } from "../../../test/agreement/recorded-ffprobe.ts";
import { detailsFromText } from "../../library/details-from-text.ts";
import type { VideoFacts } from "../../library/video.ts";
import { createFfprobeProber } from "./ffprobe-prober.ts";
import { createLibavProber } from "./libav-prober.ts";
import type { ProbeOutcome, Prober } from "./prober.ts";

const clipsDirectory = join(import.meta.dirname, "../../../samples/clips");
const seeds = Array.from({ length: 240 }, (_, index) => index + 1);

/** Of which mutants FFmpeg 5.1 and 8.1 differ, in which fields, and as which of them a third one, of 2023, saw it. */
const differences: readonly {
  readonly seeds: readonly number[];
  readonly fields: readonly string[];
  readonly why: string;
}[] = [
  {
    seeds: [7, 76, 99, 135, 159, 168, 181, 193, 213, 240],
    fields: ["bitRate", "durationSeconds"],
    why: "5.1 takes the duration that an mp4 file states as a whole, 8.1 that of its tracks, as 2023",
  },
  {
    seeds: [94, 106],
    fields: ["bitRate", "durationSeconds", "frameRateNumerator", "streams.rFrameRate"],
    why: "of an MPEG-2 stream of one or two frames 8.1 takes fields for frames, as 2023 did with 106",
  },
  {
    seeds: [229],
    fields: ["bitRate", "durationSeconds", "streams.fieldOrder", "streams.rFrameRate"],
    why: "the same of an MPEG-1 stream, as 2023; of every such stream 8.1 says that it is progressive",
  },
  {
    seeds: [132, 146, 214, 224],
    fields: ["streams.fieldOrder", "streams.rFrameRate"],
    why: "the same of an MPEG-1 stream of many frames",
  },
  { seeds: [60], fields: ["streams.rFrameRate"], why: "8.1 guesses another real rate from broken times" },
  { seeds: [133, 161], fields: ["streams.bitRate"], why: "8.1 guesses another bit rate from fewer packets" },
  {
    seeds: [5],
    fields: ["audioCount", "streams"],
    why: "8.1 finds a further track in an flv file",
  },
];

let directory: string;
/** Their names are their seeds: see `recorded-ffprobe.ts`. */
let mutants: readonly { readonly seed: number; readonly path: string }[];
/** Films with parameter sets of random values, and with changed bits in their first picture. */
let films: readonly string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-agreement-"));
  await mkdir(join(directory, "mutants"));
  const mutant = mutantsOfClips();
  mutants = await Promise.all(
    seeds.map(async (seed) => {
      const { bytes, extension } = mutant(seed);
      const path = join(directory, "mutants", `${seed}${extension}`);
      await writeFile(path, bytes);
      return { seed, path };
    }),
  );
  const withOtherSet = filesOfParameterSets(await readFile(join(clipsDirectory, "rotated-90.mp4")));
  const withOtherPicture = changedBeginnings(clipsDirectory, picturesOfSamples);
  films = await Promise.all(
    seeds.map(async (seed) => {
      const isEven = seed % 2 === 0;
      const { bytes, extension } = isEven ? { bytes: withOtherSet(seed), extension: ".mp4" } : withOtherPicture(seed);
      const path = join(directory, `film-${seed}${extension}`);
      await writeFile(path, bytes);
      return path;
    }),
  );
});

afterAll(() => rm(directory, { recursive: true, force: true }));

test("libav finds without decoders all that it finds with them, in every clip, mutant and changed picture, and reads no more", async () => {
  const clips = await sampleClips();
  const paths = [...clips, ...mutants.map(({ path }) => path), ...films, await withFrameBeyondEnd()];
  const outcomes = await readBothWays(paths, { timeoutMs: 20_000 });
  expect(outcomes.map(({ path }) => path)).toEqual(paths);
  expect(outcomes.filter(({ differences }) => differences.length > 0)).toEqual([]);
  expect(outcomes.filter(({ moreBytes }) => moreBytes > readByThreads)).toEqual([]);
  const ofClips = outcomes.slice(0, clips.length);
  expect(ofClips.filter(({ how }) => how === "uncertain")).toEqual([]);
  expect(ofClips.filter(({ how }) => how === "spared").length).toBeGreaterThan(clips.length / 3);
}, 60_000);

/** libav looks for its first sound, finds none, and would find its second frame far away. */
async function withFrameBeyondEnd(): Promise<string> {
  const { bytes, extension } = mutantsOfClips()(8_370);
  const path = join(directory, `frame-beyond-end${extension}`);
  await writeFile(path, bytes);
  return path;
}

/** Of the process that reads, in bytes: its other threads look at its memory meanwhile. */
const readByThreads = 16_000;

async function sampleClips(): Promise<readonly string[]> {
  return (await readdir(clipsDirectory)).toSorted().map((name) => join(clipsDirectory, name));
}

describe("with ffprobe 5.1", () => {
  const limits = { concurrency: 2, timeoutMs: 20_000, memoryBytes: 1024 ** 3, niceness: 0 };
  let recorded: Prober;

  beforeAll(async () => {
    recorded = createFfprobeProber(limits, { command: await recordedFfprobe(join(directory, "mutants")) });
    if (isRecording) await Promise.all(mutants.map(({ path }) => recorded.probe(path)));
  }, 180_000);

  afterAll(async () => {
    await recorded.close();
    await keepRecords();
  });

  test("both probers agree on every mutant that both can read, except where FFmpeg itself differs", async () => {
    const libav = createLibavProber(limits);
    try {
      const compared = await Promise.all(
        mutants.map(async ({ seed, path }) => ({ seed, fields: await differingFields(path, libav, recorded) })),
      );
      const readByBoth = compared.filter(({ fields }) => fields !== null);
      expect(readByBoth.length).toBeGreaterThan(seeds.length / 2);
      const listed = differences.flatMap(({ seeds, fields }) => seeds.map((seed) => ({ seed, fields })));
      expect(readByBoth.filter(({ fields }) => fields?.length !== 0)).toEqual(
        listed.toSorted((one, other) => one.seed - other.seed),
      );
    } finally {
      await libav.close();
    }
  }, 180_000);

  test("the recorded answers are those of the installed ffprobe, for some mutants that each run draws", async ({
    skip,
  }) => {
    const ffprobe = createFfprobeProber(limits);
    try {
      const { detail } = await ffprobe.check();
      if (!detail.startsWith("ffprobe 5.1.")) skip(`the answers are those of ffprobe 5.1, and this is ${detail}`);
      const drawn = Array.from({ length: 8 }, () => mutants[randomInt(mutants.length)] ?? expect.fail());
      for (const { seed, path } of drawn) {
        expect({ seed, ...said(await recorded.probe(path)) }).toEqual({ seed, ...said(await ffprobe.probe(path)) });
      }
    } finally {
      await ffprobe.close();
    }
  });
});

/** An outcome without the words of an error, which are not recorded. */
function said(outcome: ProbeOutcome): Partial<ProbeOutcome> {
  return outcome.kind === "video" ? outcome : { kind: outcome.kind };
}

/** The names of the fields in which they differ, in order, or null where one of them cannot read the file. */
async function differingFields(path: string, ...probers: [Prober, Prober]): Promise<readonly string[] | null> {
  const one = await probers[0].probe(path);
  if (one.kind !== "video") return null;
  const other = await probers[1].probe(path);
  if (other.kind !== "video") return null;
  const shared = Math.min(...[one, other].map(({ facts }) => detailsFromText(facts.details)?.streams.length ?? 0));
  const [facts, others] = [fieldsOf(one.facts, shared), fieldsOf(other.facts, shared)];
  const names = new Set([...facts.keys(), ...others.keys()]);
  return [...names].filter((name) => JSON.stringify(facts.get(name)) !== JSON.stringify(others.get(name))).toSorted();
}

/** A field of a stream has the values of the first streams. */
function fieldsOf({ details, ...facts }: VideoFacts, count: number): ReadonlyMap<string, unknown> {
  const { streams: all, ...ofFile } = detailsFromText(details) ?? expect.fail();
  const streams = all.slice(0, count);
  const names = new Set(streams.flatMap((stream) => Object.keys(stream)));
  const ofStreams = [...names].map((name): [string, unknown] => [
    `streams.${name}`,
    streams.map((stream) => Reflect.get(stream, name) as unknown),
  ]);
  return new Map<string, unknown>([...Object.entries({ ...facts, ...ofFile, streams: all.length }), ...ofStreams]);
}
