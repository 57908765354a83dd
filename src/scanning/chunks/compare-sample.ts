import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { versionOf } from "../../files/file-version.ts";
import { systemErrorReason } from "../../files/system-error-text.ts";
import { within } from "../../within.ts";
import { isSameFile } from "./is-same-file.ts";

interface KnownVideo {
  readonly path: string;
  readonly fileSize: number;
  readonly modifiedUs: number;
}

/** A directory of the library whose videos are others on this machine. */
export interface DifferentDirectory {
  /** As in the library. */
  readonly directory: string;
  readonly compared: number;
  readonly different: number;
  /** What is wrong with one of them, to be read after the directory. */
  readonly example: string;
}

/** How long a file may take, in milliseconds. */
const statMs = 5_000;

/** Compares known videos with the files of this machine. @returns only directories with differences */
export async function compareSample(
  videos: readonly KnownVideo[],
  map: { toHere(path: string): string },
): Promise<readonly DifferentDirectory[]> {
  const problems = await Promise.all(videos.map((video) => differenceOf(video, map.toHere(video.path))));
  const byDirectory = Map.groupBy(
    videos.map((video, index) => ({ directory: dirname(video.path), problem: problems[index] ?? null })),
    ({ directory }) => directory,
  );
  return [...byDirectory].flatMap(([directory, compared]) => {
    const different = compared.filter(({ problem }) => problem !== null);
    const [first] = different;
    if (first === undefined || first.problem === null) return [];
    return [{ directory, compared: compared.length, different: different.length, example: first.problem }];
  });
}

async function differenceOf(video: KnownVideo, here: string): Promise<string | null> {
  const known = { size: video.fileSize, modifiedUs: video.modifiedUs };
  let problem: string | null = `cannot be read on this machine, such as ${here}: its disk does not answer`;
  const look = async (): Promise<void> => {
    try {
      const isSame = isSameFile(known, versionOf(await stat(here)));
      problem = isSame ? null : `have another size or time on this machine, such as ${here}`;
    } catch (error) {
      problem = `cannot be read on this machine, such as ${here}: ${systemErrorReason(error)}`;
    }
  };
  await within(statMs, look());
  return problem;
}
