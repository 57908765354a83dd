/**
 * Fills a directory with a collection of videos as people have them: copies of the demo's clips, in many directories and
 * with names of many kinds, and a few broken files.
 */
import { constants } from "node:fs";
import { copyFile, mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { dirname, extname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../package-root.ts";
import { type Album, demoAlbums, demoThemes } from "./demo-albums.ts";

/** The clips. */
const clipsDirectory = fileURLToPath(new URL("samples/demo/", packageRoot));

const hourMs = 3_600_000;

/**
 * @param directory is made if it does not exist
 * @returns how many files were written
 * @throws Error if the clips are missing or the disk is full; `signal.reason`. Files that were written by then stay
 */
export async function makeDemoLibrary(
  directory: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<number> {
  const clips = await findClips();
  const cursors = new Map<string, number>();
  let written = 0;
  for (const album of demoAlbums) {
    const folder = join(directory, album.folder);
    await mkdir(folder, { recursive: true });
    const taken = new Set<string>();
    for (let index = 0; index < album.count; index += 1) {
      signal.throwIfAborted();
      const theme = album.themes[index % album.themes.length] ?? album.themes[0];
      const stems = demoThemes[theme];
      const cursor = cursors.get(theme) ?? 0;
      cursors.set(theme, cursor + 1);
      const clip = clips.get(stems[cursor % stems.length] ?? "");
      if (clip === undefined) throw new Error(clipsAreMissing);
      // Each some days after the one before, at another time of the day.
      const modifiedAt = new Date(Date.parse(album.from) + (7 + index * 7.31) * hourMs);
      const path = join(folder, unused(nameOf(album, index, parse(clip).name, modifiedAt), taken) + extname(clip));
      await copyFile(clip, path, constants.COPYFILE_FICLONE);
      await utimes(path, modifiedAt, modifiedAt);
      written += 1;
    }
  }
  return written + (await writeBrokenFiles(directory, clips));
}

const clipsAreMissing = `The demo's clips are missing from ${clipsDirectory}. Install Gleaner again, or clone it again.`;

/** Paths of the clips by their names without extension. */
async function findClips(): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(clipsDirectory).catch((cause: unknown) => {
    throw new Error(clipsAreMissing, { cause });
  });
  return new Map(files.map((file) => [parse(file).name, join(clipsDirectory, file)]));
}

function nameOf({ names, folder }: Album, index: number, stem: string, modifiedAt: Date): string {
  const words = stem.replaceAll("-", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  const number = String(index + 1);
  if (names === "titles") return title;
  if (names === "drone") return `DJI_${number.padStart(4, "0")}`;
  if (names === "episodes")
    return `S${/Season (\d)/.exec(folder)?.[1]?.padStart(2, "0") ?? "01"}E${number.padStart(2, "0")} - ${title}`;
  if (names === "camera")
    return `VID_${modifiedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "_")}`;
  return names[index] ?? title;
}

/** The name, with a number if the directory already has this name. */
function unused(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name} ${number}`;
  taken.add(candidate);
  return candidate;
}

/** Writes files that no prober can read. Every real collection has some. */
async function writeBrokenFiles(directory: string, clips: ReadonlyMap<string, string>): Promise<number> {
  const whole = clips.get("fireworks");
  if (whole === undefined) throw new Error(clipsAreMissing);
  const start = (await readFile(whole)).subarray(0, 700);
  const broken = [
    { path: "Camera/2024-05/VID_20240511_battery empty.mp4", content: start, day: "2024-05-11" },
    {
      path: "Films/Documentaries/Our planets/Season 2/S02E11 - Download.mkv",
      content: "404 Not Found\n",
      day: "2021-03-28",
    },
    { path: "Inbox/Untitled.mov", content: "", day: "2025-06-12" },
    { path: "Projects/Time lapse/Rejected/Card error.mp4", content: Buffer.alloc(40_000), day: "2022-12-03" },
  ];
  for (const { path, content, day } of broken) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    await utimes(target, new Date(day), new Date(day));
  }
  return broken.length;
}
