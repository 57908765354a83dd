/** A process that takes files. */
export interface FreeProcess {
  /** How many files it has. */
  readonly inHand: number;
  /** The disk of its files; null when it has none. All of its files are on one disk. */
  readonly disk: string | null;
}

/** Files that wait for a process. */
export interface FilesOfDisk {
  readonly disk: string;
  readonly count: number;
  /** How many processes may read from the disk. */
  readonly limit: number;
  /** How many files a process may have. */
  readonly depth: number;
}

export interface Share<Process extends FreeProcess> {
  readonly process: Process;
  readonly disk: string;
  readonly count: number;
}

/** Whether a process should get more files. It gets several at a time, as each message has its price. */
export function needsFiles(inHand: number, depth: number): boolean {
  return inHand <= depth / 2;
}

/**
 * Chooses which process gets how many files of which disk next.
 *
 * A disk gets further processes up to its limit: first the disk that has the smallest part of its limit, so that files of
 * a slow disk do not hold up those of another one. A process that has few files left gets more of the same disk, unless a
 * disk has no process at all: then the next process without files is for that disk.
 *
 * @param disks those that waited longest first
 * @param mayStart whether another process will be started for a disk that has none
 * @returns null if no process should get files now
 */
export function nextShare<Process extends FreeProcess>(
  processes: readonly Process[],
  disks: readonly FilesOfDisk[],
  { mayStart }: { readonly mayStart: boolean },
): Share<Process> | null {
  const waiting = disks
    .filter(({ count }) => count > 0)
    .map((files) => ({ files, readers: processes.filter(({ disk }) => disk === files.disk) }));
  const neediest = waiting
    .filter(({ files, readers }) => readers.length < files.limit)
    .toSorted((one, other) => one.readers.length / one.files.limit - other.readers.length / other.files.limit)[0];
  const free = processes.find(({ disk }) => disk === null);
  if (free !== undefined && neediest !== undefined) return shareFor(free, neediest.files);
  if (neediest?.readers.length === 0 && !mayStart) return null;
  for (const { files, readers } of waiting) {
    const process = readers.toSorted((one, other) => one.inHand - other.inHand)[0];
    if (process === undefined || !needsFiles(process.inHand, files.depth) || readers.length > files.limit) continue;
    return shareFor(process, files);
  }
  return null;
}

function shareFor<Process extends FreeProcess>(
  process: Process,
  { disk, count, limit, depth }: FilesOfDisk,
): Share<Process> {
  return { process, disk, count: Math.min(Math.ceil(count / limit), depth - process.inHand) };
}
