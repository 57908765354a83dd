/**
 * Makes file calls on paths that people name, in threads that are kept apart by device.
 *
 * A call to a network drive that is gone may never come back, and until it does it holds its thread. Such calls never run
 * in the threads that Node has for all files of this process, because pictures and the web page are read by those. Each
 * device has its own few threads: one that does not answer holds up nobody who asks another device.
 *
 * A request counts as silent when it has made no further call to the disk for its time limit. Its asker is told so, and
 * its thread stays behind in the call. When all threads of a device stay behind, further requests are refused at once
 * until one comes back. So is a request that is the same as a silent one. Large listings have a thread of their own for
 * each device and take turns there, so they hold up no other request, and waiting for a turn is not silence.
 */
import { DiskThread } from "./disk-thread.ts";
import type { CallAnswer, CallKind, CallRequest, CallResult } from "./file-calls.ts";
import { deviceOf, type MountTable, readMountTable } from "./mount-table.ts";

/** How many threads a device has for requests that take a moment. */
const mostThreads = 2;

export interface AskOptions {
  /** How long the disk may be silent, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the request: whoever waits is told at once, and the thread stops before its next call. */
  readonly signal?: AbortSignal;
}

/** The disk of a path has not answered in time, or was not asked because it does not answer others. The message ends a sentence. */
export class DiskSilent extends Error {
  override readonly name = "DiskSilent";
  readonly code = "DISK_SILENT";
}

/** A call failed. The message ends a sentence. */
export class FileCallFailed extends Error {
  override readonly name = "FileCallFailed";
  /** Of the system, such as `ENOENT`, or of this program. */
  readonly code: string | null;

  constructor(code: string | null, message: string) {
    super(message);
    this.code = code;
  }
}

interface DiskThreadsOptions {
  readonly mounts?: () => MountTable;
  readonly execArgv?: readonly string[];
  readonly idleMs?: number;
}

export class DiskThreads {
  readonly #mounts: () => MountTable;
  readonly #threads: { readonly execArgv: readonly string[]; readonly idleMs: number };
  readonly #lanes = new Map<string, Lane>();
  #closed = false;

  /**
   * @param options.mounts default: the mount table of this machine
   * @param options.execArgv options of Node for the threads; default none
   * @param options.idleMs how long a thread without work is kept, in milliseconds; default 30,000
   */
  constructor({ mounts, execArgv, idleMs }: DiskThreadsOptions = {}) {
    this.#mounts = mounts ?? readMountTable;
    this.#threads = { execArgv: execArgv ?? [], idleMs: idleMs ?? 30_000 };
  }

  mounts(): MountTable {
    return this.#mounts();
  }

  /** How many threads there are. */
  get size(): number {
    return this.#lanes.values().reduce((sum, lane) => sum + lane.size, 0);
  }

  /**
   * Makes a call in a thread of the device that `path` is on.
   *
   * @param path without links in it
   * @throws DiskSilent; FileCallFailed; `options.signal.reason`
   */
  async ask<Kind extends CallKind>(
    path: string,
    request: CallRequest<Kind>,
    options: AskOptions,
  ): Promise<CallResult<Kind>> {
    const device = deviceOf(path, this.#mounts());
    options.signal?.throwIfAborted();
    if (this.#closed) throw new FileCallFailed("CLOSED", "this server is stopping.");
    const isListing = request.kind === "list-directories";
    const name = `${isListing ? "listings" : "calls"} ${device}`;
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = new Lane({ most: isListing ? 1 : mostThreads, mayWaitForLong: isListing, ...this.#threads });
      this.#lanes.set(name, lane);
    }
    const answer = await lane.ask(questionOf(path, request as CallRequest), request as CallRequest, options);
    if (answer.kind === "failed") throw new FileCallFailed(answer.code, answer.reason);
    return answer.result;
  }

  /** Ends the threads without waiting for those that do not come back. */
  close(): void {
    this.#closed = true;
    for (const lane of this.#lanes.values()) lane.close();
  }
}

interface LaneOptions {
  readonly most: number;
  /** Whether a request may wait for longer than its time limit, as long as the requests before it get on. */
  readonly mayWaitForLong: boolean;
  readonly execArgv: readonly string[];
  readonly idleMs: number;
}

/** A request, from its asking to its answer. */
interface Asked {
  readonly question: string;
  readonly request: CallRequest;
  readonly timeoutMs: number;
  readonly answer: PromiseWithResolvers<CallAnswer>;
  timer: NodeJS.Timeout | undefined;
  thread: DiskThread | null;
  beats: number;
  isSilent: boolean;
  /** Whether nobody waits for the answer any more. */
  isLeft: boolean;
}

/** Some threads of one device, and the requests that wait for them. */
class Lane {
  readonly #options: LaneOptions;
  readonly #idle: DiskThread[] = [];
  readonly #running = new Set<Asked>();
  /** The request that has waited longest first. */
  #waiting: readonly Asked[] = [];

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#idle.length + this.#running.size;
  }

  async ask(question: string, request: CallRequest, { timeoutMs, signal }: AskOptions): Promise<CallAnswer> {
    const answer = Promise.withResolvers<CallAnswer>();
    const asked: Asked = {
      question,
      request,
      timeoutMs,
      answer,
      timer: undefined,
      thread: null,
      beats: 0,
      isSilent: false,
      isLeft: false,
    };
    if (this.#isAllSilent || this.#running.values().some((one) => one.isSilent && one.question === question)) {
      throw new DiskSilent(silentAlready);
    }
    const stop = () => this.#giveUp(asked, signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    asked.timer = setTimeout(() => this.#look(asked), timeoutMs);
    this.#waiting = [...this.#waiting, asked];
    this.#startNext();
    try {
      return await answer.promise;
    } finally {
      // While its thread is in a call, somebody must notice when it falls silent, also when nobody waits any more.
      if (asked.thread === null) clearTimeout(asked.timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  close(): void {
    for (const asked of [...this.#waiting, ...this.#running]) {
      clearTimeout(asked.timer);
      asked.answer.resolve({ kind: "failed", code: "CLOSED", reason: "this server is stopping." });
      asked.thread?.close();
    }
    this.#waiting = [];
    for (const thread of this.#idle.splice(0)) thread.close();
  }

  get #isAllSilent(): boolean {
    return this.#running.size >= this.#options.most && this.#running.values().every(({ isSilent }) => isSilent);
  }

  #startNext(): void {
    while (this.#waiting.length > 0 && this.#running.size < this.#options.most) {
      const [asked, ...rest] = this.#waiting;
      if (asked === undefined) return;
      this.#waiting = rest;
      const thread = this.#idle.pop() ?? new DiskThread(this.#options.execArgv);
      asked.thread = thread;
      this.#running.add(asked);
      // Its time begins with its turn, and without the time that the thread takes to start.
      clearTimeout(asked.timer);
      void thread.started.then(() => {
        if (this.#running.has(asked)) asked.timer = setTimeout(() => this.#look(asked), asked.timeoutMs);
      });
      void thread.make(asked.request).then(async (answer) => {
        if (asked.isLeft) await closeUnwanted(answer, thread);
        clearTimeout(asked.timer);
        this.#running.delete(asked);
        if (thread.isAlive) this.#rest(thread);
        asked.answer.resolve(answer);
        this.#startNext();
      });
    }
  }

  #rest(thread: DiskThread): void {
    this.#idle.push(thread);
    thread.endAfter(this.#options.idleMs, () => {
      const index = this.#idle.indexOf(thread);
      if (index !== -1) this.#idle.splice(index, 1);
    });
  }

  /** Its time is over: a request that has got on meanwhile gets as much again. */
  #look(asked: Asked): void {
    const { thread, timeoutMs } = asked;
    const getsOn = thread === null ? this.#options.mayWaitForLong : thread.beats !== asked.beats;
    if (getsOn) {
      asked.beats = thread?.beats ?? 0;
      asked.timer = setTimeout(() => this.#look(asked), timeoutMs);
      return;
    }
    this.#giveUp(asked, new DiskSilent(silentFor(timeoutMs)));
    asked.isSilent = thread !== null;
    if (!this.#isAllSilent) return;
    for (const waiting of this.#waiting) this.#giveUp(waiting, new DiskSilent(silentAlready));
  }

  #giveUp(asked: Asked, reason: unknown): void {
    this.#waiting = this.#waiting.filter((one) => one !== asked);
    asked.isLeft = true;
    asked.thread?.stop();
    asked.answer.reject(reason);
  }
}

/** Closes a file that was opened for an asker who has left. */
async function closeUnwanted(answer: CallAnswer, thread: DiskThread): Promise<void> {
  if (answer.kind === "failed" || answer.result === null || typeof answer.result === "boolean") return;
  if (!("descriptor" in answer.result)) return;
  await thread.make({ kind: "close-file", descriptor: answer.result.descriptor });
}

/** What tells a request from others. */
function questionOf(path: string, request: CallRequest): string {
  const rest = request.kind === "follow-path" ? request.state.rest.join("/") : "";
  return `${request.kind} ${path} ${rest}`;
}

function silentFor(timeoutMs: number): string {
  return `its disk has not answered for ${Math.round(timeoutMs / 1_000)} seconds. Is its drive still connected?`;
}

const silentAlready = "its disk still does not answer an earlier request. Is its drive still connected?";
