/** The checks of a worker before it starts: whether it sees the files of the library, and whether its flags name them. */
import { isAllowed, isWithin } from "../files/is-within.ts";
import type { PathMap } from "../files/path-map.ts";
import { compareSample } from "../scanning/chunks/compare-sample.ts";
import type { OpenedStore } from "../server/store.ts";

type Library = Pick<OpenedStore["store"], "jobs" | "videos">;

export interface WorkerDirectories {
  readonly map: PathMap;
  /** The directories of the library to which the worker is limited. Empty: all. */
  readonly only: readonly string[];
}

/** How many videos of a directory are compared, and of how many directories. */
const videosCompared = 25;
const directoriesCompared = 20;
/** In how many of the newest scans directories are looked up, in pages of 100. */
const pagesOfScans = 10;

export interface DirectoryFindings {
  /** Directories of the flags in which no scan of the library has found anything. */
  readonly unknown: readonly { readonly flag: "--map" | "--only"; readonly directory: string }[];
  /** Sentences about directories whose videos are others on this machine. */
  readonly different: readonly string[];
}

/** @throws StoreError */
export async function inspectDirectories(
  library: Library,
  { map, only }: WorkerDirectories,
): Promise<DirectoryFindings> {
  const scanned = await scannedDirectories(library);
  const named = [
    ...only.map((directory) => ({ flag: "--only", directory }) as const),
    ...map.directories.map((directory) => ({ flag: "--map", directory }) as const),
  ];
  const areKnown = await Promise.all(named.map(({ directory }) => isKnown(library, scanned, directory)));
  const inside = scanned.filter((directory) => isAllowed(directory, only));
  const compared = [...new Set([...only, ...inside])].slice(0, directoriesCompared);
  const samples = await Promise.all(
    compared.map((directory) => library.videos.inDirectory(directory, { limit: videosCompared })),
  );
  const videos = new Map(samples.flat().map((video) => [video.path, video]));
  const present = [...videos.values()].filter(({ missingSince }) => missingSince === null);
  const differences = await compareSample(present, map);
  return {
    unknown: named.filter((_, index) => areKnown[index] === false),
    different: differences.map(
      ({ directory, example, different, compared }) =>
        `${different} of ${compared} known videos in ${directory} ${example}.`,
    ),
  };
}

/** The directories of the newest scans, each once. The history keeps the last scan of every directory. */
async function scannedDirectories({ jobs }: Library): Promise<readonly string[]> {
  const directories = new Set<string>();
  let cursor: string | null = null;
  for (let page = 0; page < pagesOfScans; page += 1) {
    const { jobs: scans, nextCursor } = await jobs.list({ limit: 100, ...(cursor !== null && { cursor }) });
    for (const { payload } of scans) if (typeof payload["path"] === "string") directories.add(payload["path"]);
    cursor = nextCursor;
    if (cursor === null) break;
  }
  return [...directories];
}

/** Whether a scan has found something in the directory, or was one of this directory or of one inside. */
async function isKnown({ videos }: Library, scanned: readonly string[], directory: string): Promise<boolean> {
  if (scanned.some((one) => isWithin(one, directory))) return true;
  if ((await videos.inDirectory(directory, { limit: 1 })).length > 0) return true;
  return (await videos.problems({ directory, limit: 1 })).errors.length > 0;
}
