/**
 * Makes file calls on paths that people name, in threads that are kept apart by device.
 *
 * A call to a network drive that is gone may never come back, and it holds its thread until it does. So such calls never
 * run in the threads that Node has for all files of this process: pictures and the web page are read by those. Only a few
 * threads at a time work for one device, so a device that does not answer holds up only requests to itself.
 *
 * A request is silent when it has made no further call to the disk for its time limit. Its asker gets an error, and its
 * thread stays in the call. When all threads of a device are silent, further requests fail at once until a thread comes
 * back. So does a request that equals a silent one. Large listings have one thread of their own per device and take turns
 * there, and so have hashes of whole files, and comparisons of files before one is deleted. They hold up no other request, and waiting for a turn is not silence. Films
 * that are being played have two threads of their own per device, because somebody may read them all day.
 */
import { type AskOptions, DiskLane } from "./disk-lane.ts";
import { DiskThread } from "./disk-thread.ts";
import { FileCallFailed } from "./file-call-errors.ts";
import type { CallKind, CallRequest, CallResult } from "./file-calls.ts";
import { deviceOf, type MountTable, readMountTable } from "./mount-table.ts";

/** How many threads a device has for requests that take a moment. */
const mostThreads = 2;

interface DiskThreadsOptions {
  readonly mounts?: () => MountTable;
  readonly execArgv?: readonly string[];
  readonly idleMs?: number;
}

export class DiskThreads {
  readonly #mounts: () => MountTable;
  readonly #threads: { readonly execArgv: readonly string[]; readonly idleMs: number };
  readonly #lanes = new Map<string, DiskLane>();
  /** Threads that have nothing to do. The next request takes one of them, to whichever device. */
  readonly #idle: DiskThread[] = [];
  #closed = false;

  /**
   * @param options.mounts default: the mount table of this machine
   * @param options.execArgv options of Node for the threads; default none
   * @param options.idleMs how long a thread without work is kept, in milliseconds; default 2,000
   */
  constructor({ mounts, execArgv, idleMs }: DiskThreadsOptions = {}) {
    this.#mounts = mounts ?? readMountTable;
    this.#threads = { execArgv: execArgv ?? [], idleMs: idleMs ?? 2_000 };
  }

  /** Starts a thread for a request that follows soon. */
  warmUp(): void {
    if (this.#idle.length === 0) this.#idle.push(new DiskThread(this.#threads.execArgv));
  }

  mounts(): MountTable {
    return this.#mounts();
  }

  /** The device that a path is on. @param path without links in it */
  deviceOf(path: string): string {
    return deviceOf(path, this.#mounts());
  }

  /** How many threads there are. */
  get size(): number {
    return this.#lanes.values().reduce((sum, lane) => sum + lane.size, this.#idle.length);
  }

  /**
   * Makes a call in a thread of the device that `path` is on.
   *
   * @param path without links in it
   * @param options.device of `path`, from `deviceOf`. Default: it is looked up, which takes up to a millisecond
   * @throws DiskSilent; FileCallFailed; `options.signal.reason`
   */
  async ask<Kind extends CallKind>(
    path: string,
    request: CallRequest<Kind>,
    { device = this.deviceOf(path), ...options }: AskOptions & { readonly device?: string },
  ): Promise<CallResult<Kind>> {
    options.signal?.throwIfAborted();
    if (this.#closed) throw new FileCallFailed("CLOSED", "this server is stopping.");
    const lane = this.#laneFor(device, request.kind);
    const answer = await lane.ask(questionOf(path, request as CallRequest), request as CallRequest, options);
    if (answer.kind === "failed") throw new FileCallFailed(answer.code, answer.reason, answer.sentence);
    return answer.result;
  }

  /**
   * Whether the device of a path is known not to answer.
   *
   * @returns null unless all threads wait for the device. Then the promise settles when a thread has come back, or when
   *   the threads are closed. Null after that: no request is made any more
   */
  silence(path: string): Promise<void> | null {
    if (this.#closed) return null;
    return this.#lanes.get(laneName(deviceOf(path, this.#mounts()), "open-file"))?.silence ?? null;
  }

  /** Ends the threads that have nothing to do. Each has 11 MB. */
  endIdle(): void {
    for (const thread of this.#idle.splice(0)) thread.close();
  }

  /** Ends the threads without waiting for those that do not come back. */
  close(): void {
    this.#closed = true;
    for (const lane of this.#lanes.values()) lane.close();
    this.endIdle();
  }

  #laneFor(device: string, kind: CallKind): DiskLane {
    const name = laneName(device, kind);
    const found = this.#lanes.get(name);
    if (found !== undefined) return found;
    const takesLong = kind === "list-directories" || kind === "hash-file" || kind === "compare-copies";
    const lane = new DiskLane({
      most: takesLong ? 1 : mostThreads,
      mayWaitForLong: takesLong,
      take: () => this.#idle.pop() ?? new DiskThread(this.#threads.execArgv),
      giveBack: (thread) => this.#keep(thread),
    });
    this.#lanes.set(name, lane);
    return lane;
  }

  #keep(thread: DiskThread): void {
    this.#idle.push(thread);
    thread.endAfter(this.#threads.idleMs, () => {
      const index = this.#idle.indexOf(thread);
      if (index !== -1) this.#idle.splice(index, 1);
    });
  }
}

function laneName(device: string, kind: CallKind): string {
  if (kind === "list-directories") return `listings ${device}`;
  if (kind === "hash-file") return `hashes ${device}`;
  if (kind === "compare-copies") return `comparisons ${device}`;
  return `${filmCalls.has(kind) ? "films" : "calls"} ${device}`;
}

const filmCalls: ReadonlySet<CallKind> = new Set(["read-known-part", "read-subtitles", "close-film"]);

/** Tells a request from others. */
function questionOf(path: string, request: CallRequest): string {
  const rest =
    request.kind === "follow-path"
      ? request.state.rest.join("/")
      : request.kind === "close-film"
        ? request.descriptor
        : "";
  return `${request.kind} ${path} ${rest}`;
}
