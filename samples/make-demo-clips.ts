/**
 * Draws the clips of `gleaner demo` anew: `node samples/make-demo-clips.ts`, with ffmpeg on the PATH. Names of clips as
 * arguments make only those. Nothing in them is random, and they carry no dates: the same ffmpeg writes the same bytes.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { createCanvas, toRgb24 } from "./demo-scenes/canvas.ts";
import type { DemoClip } from "./demo-scenes/clip.ts";
import { demoClips } from "./demo-scenes/clips.ts";
import { createPalette } from "./demo-scenes/palettes.ts";
import { createRandom } from "./demo-scenes/random.ts";

/** What a clip measures, and what it is drawn at: soft edges cost few bytes. */
const sizes = {
  "360p": { stored: [640, 360], drawn: [640, 360] },
  "720p": { stored: [1280, 720], drawn: [960, 540] },
  "1080p": { stored: [1920, 1080], drawn: [960, 540] },
  "2160p": { stored: [3840, 2160], drawn: [960, 540] },
  portrait: { stored: [720, 1280], drawn: [540, 960] },
  wide: { stored: [1920, 816], drawn: [960, 408] },
} as const;

/** @param coarser how many steps below the best of the demo's qualities */
const encoders = {
  h264: (coarser: number) => `-c:v libx264 -preset medium -tune animation -crf ${36 + 3 * coarser}`,
  hevc: (coarser: number) =>
    `-c:v libx265 -preset medium -crf ${36 + 3 * coarser} -tag:v hvc1 -x265-params log-level=error:pools=none:frame-threads=1:info=0`,
  vp9: (coarser: number) => `-c:v libvpx-vp9 -crf ${50 + 4 * coarser} -b:v 0 -deadline good -cpu-used 3`,
  av1: (coarser: number) => `-c:v libsvtav1 -preset 6 -crf ${50 + 4 * coarser} -svtav1-params lp=1`,
  mpeg4: (coarser: number) => `-c:v mpeg4 -q:v ${14 + 5 * coarser}`,
} as const;

/** What is larger is stored once more, coarser, at most so many times. */
const enough = { bytes: 42_000, times: 3 } as const;

const subtitleEncoders: Readonly<Record<string, string>> = {
  ".mp4": "mov_text",
  ".mov": "mov_text",
  ".webm": "webvtt",
};

const wordsOf = (text: string) => text.split(" ");

function argumentsFor(clip: DemoClip, seconds: number, coarser: number, subtitles: string, path: string): string[] {
  const { stored, drawn } = sizes[clip.size ?? "720p"];
  const spoken = clip.subtitles ?? [];
  const inputs = [
    ...wordsOf(`-f rawvideo -pix_fmt rgb24 -s ${drawn.join("x")} -r ${clip.rate ?? "24"} -i pipe:0`),
    ...(clip.audio === undefined ? [] : wordsOf(`-f lavfi -t ${seconds} -i anullsrc=cl=stereo:r=48000`)),
    ...spoken.flatMap(() => ["-i", subtitles]),
  ];
  const firstSubtitle = clip.audio === undefined ? 1 : 2;
  const maps = [0, ...(clip.audio === undefined ? [] : [1]), ...spoken.map((_, index) => firstSubtitle + index)];
  return [
    ...wordsOf("-hide_banner -v error -y -filter_threads 1"),
    ...inputs,
    ...maps.flatMap((input) => ["-map", `${input}:0`]),
    ...wordsOf(`-vf scale=${stored.join(":")}:flags=bicubic+accurate_rnd+bitexact:out_color_matrix=bt709:out_range=tv`),
    ...wordsOf("-pix_fmt yuv420p -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv"),
    ...wordsOf(encoders[clip.codec ?? "h264"](coarser)),
    ...(clip.audio === "opus" ? wordsOf("-c:a libopus -b:a 16k") : wordsOf("-c:a aac -b:a 24k")),
    ...(spoken.length === 0 ? [] : ["-c:s", subtitleEncoders[extname(path)] ?? "srt"]),
    ...spoken.flatMap((language, index) => [`-metadata:s:s:${index}`, `language=${language}`]),
    ...wordsOf("-threads 1 -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact"),
    ...(/^\.(mp4|mov)$/.test(extname(path)) ? wordsOf("-movflags +faststart") : []),
    path,
  ];
}

function makeClip(name: string, clip: DemoClip, directory: string): string {
  const seconds = clip.seconds ?? 3;
  const [over = 1, under = 1] = (clip.rate ?? "24").split("/").map(Number);
  const frames = Math.round((seconds * over) / under);
  const [width, height] = sizes[clip.size ?? "720p"].drawn;
  const canvas = createCanvas(width, height);
  const draw = clip.scene(createPalette(clip.palette, clip.turn), createRandom(seedOf(name)), canvas.aspect);
  const drawn = Array.from({ length: frames }, (_, frame) => {
    draw(canvas, frame / frames);
    return toRgb24(canvas);
  });

  const subtitles = join(directory, "subtitles.srt");
  const words = name.replace(/\.\w+$/, "").replaceAll("-", " ");
  writeFileSync(subtitles, `1\n00:00:00,200 --> 00:00:0${seconds - 1},800\n${words}\n`);
  const path = join(directory, name);
  for (let coarser = 0; coarser <= enough.times; coarser += 1) {
    execFileSync("ffmpeg", argumentsFor(clip, seconds, coarser, subtitles, path), {
      input: Buffer.concat(drawn),
      stdio: ["pipe", "inherit", "inherit"],
      // Else one of the encoders tells of itself.
      env: { ...process.env, SVT_LOG: "1" },
    });
    if (statSync(path).size <= enough.bytes) break;
  }
  return path;
}

/** FNV-1a of the name: another name gives another picture of the same kind. */
function seedOf(name: string): number {
  let hash = 2_166_136_261;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return hash >>> 0;
}

const wanted = process.argv.slice(2);
for (const name of wanted) if (!Object.hasOwn(demoClips, name)) throw new Error(`There is no clip named ${name}.`);
const destination = join(import.meta.dirname, "demo");
const workDirectory = mkdtempSync(join(tmpdir(), "gleaner-clips-"));
try {
  const made: [name: string, path: string][] = [];
  for (const [name, clip] of Object.entries(demoClips)) {
    if (wanted.length === 0 || wanted.includes(name)) made.push([name, makeClip(name, clip, workDirectory)]);
  }
  // Only now, with everything made, does the new set take the place of the old one.
  if (wanted.length === 0) rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination, { recursive: true });
  for (const [name, path] of made) copyFileSync(path, join(destination, name));
} finally {
  rmSync(workDirectory, { recursive: true, force: true });
}
