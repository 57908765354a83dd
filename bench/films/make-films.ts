/**
 * Makes the forty films with the system's ffmpeg, once: the user's cache keeps them for the next run.
 *
 * Each kind is encoded once, in a few seconds of a noisy test picture that needs its bit rate. Its films are parts of
 * that picture, copied without encoding again, with sound and subtitles of their own. So forty films take about ten
 * encodes, and are still different files.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Film, type FilmKind, filmKinds, filmsOf, type Picture, type Sound } from "./film-kinds.ts";

/** Another size shows that an encoder did something else than it was told. */
const leastBytes = 3e6;
const mostBytes = 22e6;

export interface Films {
  /** Names all that the films depend on. */
  readonly id: string;
  readonly directory: string;
  /** The names of the films, one kind after the other. */
  readonly names: readonly string[];
  readonly bytes: number;
  /** The version of the ffmpeg that made them. */
  readonly madeBy: string;
}

interface Making {
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * @param cache the directory that keeps the films; null for `gleaner/bench` in the user's cache directory
 * @throws Error with the message of ffmpeg when it cannot make a film; `signal.reason`, and removes what was begun
 */
export async function filmsIn(cache: string | null, { say, signal }: Making): Promise<Films> {
  const home = cache ?? join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "gleaner", "bench");
  await mkdir(home, { recursive: true });
  const directory = join(home, `films-${recipeId()}`);
  const found = await read(directory);
  if (found !== null) return found;
  // Films of other recipes have no further use, and take half a gigabyte.
  for (const name of await readdir(home))
    if (name.startsWith("films-")) await rm(join(home, name), { recursive: true });
  const begun = `${directory}-begun`;
  try {
    await make(begun, { say, signal });
    await rename(begun, directory);
  } finally {
    await rm(begun, { recursive: true, force: true });
  }
  const made = await read(directory);
  if (made === null) throw new Error(`The films were made, but are not in ${directory}`);
  return made;
}

function recipeId(): string {
  const commands = filmKinds.flatMap((kind) => [encode(kind), ...filmsOf(kind).map((film) => cut(film))]);
  return createHash("sha256").update(JSON.stringify(commands)).digest("hex").slice(0, 12);
}

async function read(directory: string): Promise<Films | null> {
  const names = filmKinds.flatMap(filmsOf).map(({ name }) => name);
  try {
    const madeBy = await readFile(join(directory, "made-by"), "utf8");
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
    return { id: recipeId(), directory, names, bytes: sizes.reduce((sum, size) => sum + size, 0), madeBy };
  } catch {
    return null;
  }
}

/**
 * A film as long as films are, of a black picture and silence, in an mp4 of 14 MB. A third of that is its index, which has
 * an entry for each of 173,000 pictures and 338,000 parts of its sound.
 *
 * @returns its path
 */
export async function filmOfTwoHours({ directory }: Films, { signal }: Pick<Making, "signal">): Promise<string> {
  const path = join(directory, "two-hours.mp4");
  const isThere = await stat(path).catch(() => null);
  if (isThere !== null) return path;
  const sources = "-f lavfi -i color=black:size=1920x1080:rate=24:duration=10 -f lavfi -i anullsrc=r=48000:cl=stereo";
  const encoders = "-c:v libx264 -preset ultrafast -bf 2 -g 240 -pix_fmt yuv420p -c:a aac -b:a 64k -t 10";
  await ffmpeg(`${sources} ${encoders} ten-seconds.mp4`.split(" "), directory, signal);
  const copies = 7_200 / 10;
  const copy = `-stream_loop ${copies - 1} -i ten-seconds.mp4 -c copy -movflags +faststart -f mp4 two-hours.begun`;
  await ffmpeg(copy.split(" "), directory, signal);
  await rm(join(directory, "ten-seconds.mp4"));
  await rename(join(directory, "two-hours.begun"), path);
  return path;
}

async function make(directory: string, { say, signal }: Making): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory);
  const version = /version (\S+)/.exec(await ffmpeg(["-version"], directory, signal))?.[1] ?? "unknown";
  await writeFile(join(directory, "subtitles.srt"), subtitles());
  for (const [nth, kind] of filmKinds.entries()) {
    say(`making the films, kind ${nth + 1} of ${filmKinds.length}: ${kind.shown}`);
    await ffmpeg(encode(kind), directory, signal);
    for (const film of filmsOf(kind)) {
      await ffmpeg(cut(film), directory, signal);
      const { size } = await stat(join(directory, film.name));
      if (size < leastBytes || size > mostBytes) {
        throw new Error(`${film.name} has ${size} bytes instead of ${leastBytes} to ${mostBytes}`);
      }
    }
    await rm(join(directory, masterOf(kind)));
  }
  await rm(join(directory, "subtitles.srt"));
  await writeFile(join(directory, "made-by"), version);
}

function masterOf({ name }: FilmKind): string {
  return `${name}-picture.mkv`;
}

/** The arguments of ffmpeg that encode the picture of a kind. */
function encode(kind: FilmKind): readonly string[] {
  const { size, framesPerSecond, megabitsPerSecond, seconds, noise = 24, encoder }: Picture = kind.picture;
  const source = `testsrc2=size=${size}:rate=${framesPerSecond}:duration=${seconds},noise=alls=${noise}:allf=t`;
  const rate = `-b:v ${megabitsPerSecond}M -maxrate ${megabitsPerSecond}M -bufsize ${megabitsPerSecond}M`;
  // SVT-AV1 limits its rate only in other modes.
  const bitRate = encoder.includes("libsvtav1") ? `-b:v ${megabitsPerSecond}M` : rate;
  const words = `-f lavfi -i ${source} ${encoder} ${bitRate} -g ${framesPerSecond}`.split(" ");
  return [...words, masterOf(kind)];
}

/** The arguments of ffmpeg that make a film from the picture of its kind. */
function cut({ kind, name, startSeconds, seconds }: Film): readonly string[] {
  const { sound, subtitles: languages = [], container = "" } = kind;
  const inputs = [
    `-ss ${startSeconds} -i ${masterOf(kind)}`,
    ...sound.map(({ channels }, track) => `-f lavfi -i ${soundSource(channels, track, seconds)}`),
    ...languages.map(() => "-i subtitles.srt"),
  ];
  const maps = inputs.map((_, input) => `-map ${input}`);
  const sounds = sound.flatMap((track, index) => soundArguments(track, index));
  const texts = languages.map((language, index) => `-metadata:s:s:${index} language=${language}`);
  const words = [...inputs, ...maps, "-c:v copy -c:s copy", ...sounds, ...texts, container, `-t ${seconds}`].join(" ");
  const titles = sound.flatMap(({ title }, index) =>
    title === undefined ? [] : [`-metadata:s:a:${index}`, `title=${title}`],
  );
  return [...words.split(" ").filter((word) => word !== ""), ...titles, "-metadata", `title=${name}`, name];
}

function soundSource(channels: number, track: number, seconds: number): string {
  const voice = (channel: number) => `0.2*sin(${(channel + 2) * (track + 1) * 300}*t)+0.02*random(${channel})`;
  const layout = channels === 6 ? "5.1" : "stereo";
  const channelsOfIt = Array.from({ length: channels }, (_, channel) => voice(channel)).join("|");
  return `aevalsrc=${channelsOfIt}:c=${layout}:s=48000:d=${seconds}`;
}

function soundArguments({ encoder, kilobitsPerSecond, language }: Sound, index: number): readonly string[] {
  return [
    `-c:a:${index} ${encoder}`,
    ...(kilobitsPerSecond === null ? [] : [`-b:a:${index} ${kilobitsPerSecond}k`]),
    // ffmpeg calls its own encoder of DTS experimental.
    ...(encoder === "dca" ? ["-strict -2"] : []),
    `-metadata:s:a:${index} language=${language}`,
  ];
}

function subtitles(): string {
  return Array.from(
    { length: 16 },
    (_, second) => `${second + 1}\n${srtTime(second)} --> ${srtTime(second + 1)}\nSentence number ${second + 1}.\n`,
  ).join("\n");
}

/** @param second of the first minute */
function srtTime(second: number): string {
  return `00:00:${String(second).padStart(2, "0")},000`;
}

/** @returns its output */
async function ffmpeg(args: readonly string[], directory: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const child = spawn("ffmpeg", ["-hide_banner", "-nostdin", "-v", "error", "-y", ...args], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-2_000);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", (exitCode) => resolve(exitCode));
    });
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`ffmpeg ${args.join(" ")} ended with ${code}: ${stderr}`);
    return stdout;
  } finally {
    signal.removeEventListener("abort", kill);
  }
}
