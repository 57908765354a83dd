import { abortable } from "../../abortable.ts";
import { deviceOf, mountPointOf, readMountTable } from "../../files/mount-table.ts";

/** A thread that can be told from others. */
interface Thread {
  /** Settles when the thread has ended. */
  readonly exited: Promise<void>;
}

/**
 * When a thread may make calls on a path: `now`, `later` once one of the busy threads has answered, or `held` until a
 * thread that waits for the disk has come back.
 */
export type Turn = "now" | "later" | "held";

/** As many threads of the server as may wait for one disk that does not answer. */
const mostThreads = 6;

/**
 * The threads of all walks of this server that wait for a disk that does not answer.
 *
 * Nothing ends a thread in such a call, not even the end of its scan. It keeps its memory until the disk answers. So all
 * walks share this count, and no walk starts another thread on a disk on which as many as allowed wait already.
 *
 * Disks are told apart by the device that is mounted where a path is. A path that leads through a link counts for the
 * disk of the link, because asking where the link leads could hang as well.
 */
export class SilentThreads {
  /** As many threads as may wait for one disk. */
  readonly most: number;
  readonly #devices = new Map<Thread, string>();
  readonly #listeners = new Set<() => void>();

  constructor({ most = mostThreads }: { readonly most?: number } = {}) {
    this.most = most;
  }

  /** Whether no thread waits for a disk. */
  get isEmpty(): boolean {
    return this.#devices.size === 0;
  }

  /** How many threads wait for the disk of a path. */
  on(path: string): number {
    return this.isEmpty ? 0 : this.#countOf(deviceOf(path, readMountTable()));
  }

  /** Whether no further thread may make calls on the disk of a path. */
  isFull(path: string): boolean {
    return this.on(path) >= this.most;
  }

  /**
   * Tells when one further thread may make calls on a path.
   *
   * @param busy paths on which other threads make calls at the moment. Those may fall silent, too
   */
  turns(busy: readonly string[]): (path: string) => Turn {
    if (this.isEmpty) return () => "now";
    const mounts = readMountTable();
    const busyDevices = busy.map((path) => deviceOf(path, mounts));
    return (path) => {
      const device = deviceOf(path, mounts);
      const silent = this.#countOf(device);
      if (silent >= this.most) return "held";
      const isBusy = silent + busyDevices.filter((other) => other === device).length >= this.most;
      return silent > 0 && isBusy ? "later" : "now";
    };
  }

  /** Counts a thread that makes a call on a path, until `delete`, or until the thread has ended. */
  add(thread: Thread, path: string): void {
    this.#devices.set(thread, deviceOf(path, readMountTable()));
    void thread.exited.then(() => this.delete(thread));
  }

  /** Call this when a thread has come back. */
  delete(thread: Thread): void {
    if (this.#devices.delete(thread)) for (const listener of this.#listeners) listener();
  }

  /**
   * Waits until no thread waits for the disk of a path.
   *
   * @throws `signal.reason`
   */
  async noneOn(path: string, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    while (this.on(path) > 0) {
      const returned = Promise.withResolvers<void>();
      const stop = this.onReturn(returned.resolve);
      try {
        await abortable(returned.promise, signal);
      } finally {
        stop();
      }
    }
  }

  /**
   * Calls a listener whenever a thread has come back.
   *
   * @returns ends that
   */
  onReturn(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #countOf(device: string): number {
    return this.#devices.values().reduce((sum, other) => (other === device ? sum + 1 : sum), 0);
  }
}

/** The disk of a path in words, to follow "its": `disk`, with the mount point if it is not the root of the system. */
export function namedMountPoint(path: string): string | null {
  const mountPoint = mountPointOf(path, readMountTable());
  return mountPoint === "/" ? null : mountPoint;
}
