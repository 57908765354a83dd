/**
 * `npm run agreement`: proves that files are read without decoders as with them, and as ffprobe reads them, on samples, on
 * damaged copies of them, on parameter sets of random values, and on a corpus of all that the system's ffmpeg can encode.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { mutantsOfClips } from "../../samples/mutants/mutant.ts";
import { formatWhitelist } from "../../src/libav/formats.ts";
import { createFfprobeProber } from "../../src/scanning/probe/ffprobe-prober.ts";
import { createLibavProber } from "../../src/scanning/probe/libav-prober.ts";
import type { Prober } from "../../src/scanning/probe/prober.ts";
import { type BothWays, readBothWays } from "./both-ways.ts";
import { changedBeginnings, picturesOfSamples, soundOfCorpus } from "./changed-beginnings.ts";
import { makeCorpus } from "./encoded-corpus.ts";
import { h264Recipes } from "./h264-recipes.ts";
import { isKnownDifference } from "./known-differences.ts";
import { otherRecipes } from "./other-recipes.ts";
import { filesOfParameterSets } from "./parameter-sets.ts";

const help = `Usage: npm run agreement -- [OPTIONS]

Reads files with decoders and without, and with ffprobe, and compares the results.

  --mutants N     how many damaged copies of the samples to read (default 20000)
  --sets N        how many parameter sets of random values to read (default 20000)
  --beginnings N  how many first pictures with changed bits to read, and how much sound (default 20000)
  --no-corpus     leave out the corpus, which ffmpeg encodes once, in about ten minutes
  --no-ffprobe    leave out ffprobe, which takes most of the time
  --cache DIR     where the corpus is kept (default ~/.cache/gleaner/agreement, 300 MB)
`;

const { values } = parseArgs({
  options: {
    mutants: { type: "string", default: "20000" },
    sets: { type: "string", default: "20000" },
    beginnings: { type: "string", default: "20000" },
    "no-corpus": { type: "boolean", default: false },
    "no-ffprobe": { type: "boolean", default: false },
    cache: {
      type: "string",
      default: join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "gleaner", "agreement"),
    },
    help: { type: "boolean", default: false },
  },
});

const extensions = "264 265 apng avc dif dv flc gif gxf h264 h265 hevc ivf mjpeg mxf nsv nut obu rm vc1 wtv y4m".split(
  " ",
);
const print = (line: string) => void process.stdout.write(`${line}\n`);
const samplesDirectory = join(import.meta.dirname, "../../samples");
let faults = 0;

/** Of other threads of the process that reads, in bytes. */
const readByThreads = 16_000;

if (values.help) print(help);
else await prove();

async function prove(): Promise<void> {
  const samples = (await Promise.all(["clips", "demo", "cases"].map(filesOf))).flat();
  await compare("samples", samples);
  if (!values["no-corpus"]) {
    const recipes = [...h264Recipes(), ...otherRecipes()];
    const files = await makeCorpus(values.cache, recipes, (done) => {
      if (done % 500 === 0) print(`  ${done} of ${recipes.length} recipes tried`);
    });
    await compare("the corpus", files);
    // What one film taught is used for the next.
    const vorbis = files.filter((path) => path.includes("vorbis"));
    const again = await readBothWays([...vorbis, ...vorbis], { extensions, timeoutMs: 60_000 });
    report("Vorbis, read again", vorbis, again.slice(vorbis.length));
    await compareMade("changed sound", Number(values.beginnings), changedBeginnings(values.cache, soundOfCorpus));
  }
  await compareMade("mutants", Number(values.mutants), mutantsOfClips());
  await compareMade(
    "changed beginnings",
    Number(values.beginnings),
    changedBeginnings(join(samplesDirectory, "clips"), picturesOfSamples),
  );
  const file = filesOfParameterSets(await readFile(join(samplesDirectory, "clips", "rotated-90.mp4")));
  await compareMade("parameter sets", Number(values.sets), (seed) => ({ bytes: file(seed), extension: ".mp4" }));
  print(faults === 0 ? "No differences." : `${faults} files differ.`);
  process.exitCode = faults === 0 ? 0 : 1;
}

async function filesOf(name: string): Promise<readonly string[]> {
  const directory = join(samplesDirectory, name);
  const names = (await readdir(directory)).filter(
    (name) => !/\.(md|sh|ts)$/.test(name) || /jump|aac|picture/.test(name),
  );
  return names.toSorted().map((name) => join(directory, name));
}

/** Damaged files differ between versions of FFmpeg, so they are not compared with ffprobe: a test does that with a few. */
async function compareMade(
  name: string,
  count: number,
  make: (seed: number) => { readonly bytes: Buffer; readonly extension: string },
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "gleaner-agreement-"));
  const names: string[] = [];
  const all: BothWays[] = [];
  const atOnce = 500;
  for (let first = 1; first <= count; first += atOnce) {
    await mkdir(directory, { recursive: true });
    const seeds = Array.from({ length: Math.min(atOnce, count + 1 - first) }, (_, index) => first + index);
    const paths = await Promise.all(
      seeds.map(async (seed) => {
        const { bytes, extension } = make(seed);
        const path = join(directory, `${name.replace(" ", "-")}-${seed}${extension}`);
        await writeFile(path, bytes);
        return path;
      }),
    );
    names.push(...paths);
    all.push(...(await readBothWays(paths, { extensions, timeoutMs: 20_000 })));
    await rm(directory, { recursive: true });
  }
  report(name, names, all);
}

async function compare(name: string, paths: readonly string[]): Promise<void> {
  report(name, paths, await readBothWays(paths, { extensions, timeoutMs: 60_000 }));
  if (!values["no-ffprobe"]) await compareWithFfprobe(name, paths);
}

function report(name: string, paths: readonly string[], outcomes: readonly BothWays[]): void {
  const number = (how: BothWays["how"]) => outcomes.filter((outcome) => outcome.how === how).length;
  const read = new Set(outcomes.map(({ path }) => path));
  const unread = paths.filter((path) => !read.has(path)).map((path) => basename(path));
  print(
    `${name}: ${paths.length} files. ${number("spared")} need fewer decoders, ${number("decoded")} need all, ` +
      `${number("uncertain")} do as is found late, ${unread.length} end the process: ${unread.join(", ")}`,
  );
  for (const { path, differences, moreBytes } of outcomes) {
    const lines = moreBytes > readByThreads ? [...differences, `${moreBytes} bytes more`] : differences;
    if (lines.length === 0) continue;
    faults += 1;
    print(`  ${basename(path)}: ${lines.join("; ")}`);
  }
}

async function compareWithFfprobe(name: string, paths: readonly string[]): Promise<void> {
  const formats = formatWhitelist(extensions);
  const limits = { concurrency: 2, timeoutMs: 60_000, memoryBytes: 1024 ** 3, niceness: 10, formats };
  const [libav, ffprobe] = [createLibavProber(limits), createFfprobeProber(limits)];
  try {
    const { detail } = await ffprobe.check();
    const outcomes = await Promise.all(paths.map((path) => probeTwice(path, libav, ffprobe)));
    const differing = outcomes.filter(({ differences }) => differences.size > 0);
    const unknown = differing.filter(
      ({ path, differences }) => !isKnownDifference(basename(path), [...differences.keys()]),
    );
    print(
      `${name} with ${detail}: ${outcomes.filter(({ isVideo }) => isVideo).length} of ${paths.length} files are videos. ` +
        `${differing.length - unknown.length} differ as the versions of FFmpeg do.`,
    );
    for (const { path, differences } of unknown) {
      faults += 1;
      print(`  ${basename(path)}: ${[...differences].map(([field, text]) => `${field} ${text}`).join("; ")}`);
    }
  } finally {
    await Promise.all([libav.close(), ffprobe.close()]);
  }
}

interface Probed {
  readonly path: string;
  readonly isVideo: boolean;
  /** By field. */
  readonly differences: ReadonlyMap<string, string>;
}

async function probeTwice(path: string, libav: Prober, ffprobe: Prober): Promise<Probed> {
  const [one, other] = await Promise.all([libav.probe(path), ffprobe.probe(path)]);
  if (one.kind !== "video" || other.kind !== "video") {
    const kinds = one.kind === other.kind ? [] : [["kind", `${one.kind}, ffprobe ${other.kind}`] as const];
    return { path, isVideo: kinds.length > 0, differences: new Map(kinds) };
  }
  const [facts, others] = [leaves(one.facts), leaves(other.facts)];
  const differing = [...new Set([...facts.keys(), ...others.keys()])]
    .filter((field) => facts.get(field) !== others.get(field))
    .map((field) => [field, `${facts.get(field)}, ffprobe ${others.get(field)}`] as const);
  return { path, isVideo: true, differences: new Map(differing) };
}

/** The values inside of a value, by their paths, such as `details.streams.0.profile`. */
function leaves(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const collect = (inner: unknown, path: readonly string[]): void => {
    if (typeof inner !== "object" || inner === null) found.set(path.join("."), JSON.stringify(inner));
    else for (const [key, deeper] of Object.entries(inner)) collect(deeper, [...path, key]);
  };
  collect(value, []);
  return found;
}
