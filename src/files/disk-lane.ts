import { say } from "../sentences/say.ts";
import type { DiskThread } from "./disk-thread.ts";
import { DiskSilent } from "./file-call-errors.ts";
import type { CallAnswer, CallRequest } from "./file-calls.ts";

export interface AskOptions {
  /** How long the disk may be silent, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the request: its asker gets the reason at once, and the thread makes no further call for it. */
  readonly signal?: AbortSignal;
}

interface DiskLaneOptions {
  /** How many threads there may be. */
  readonly most: number;
  /** Whether a request may wait longer than its time limit while the requests before it make progress. */
  readonly mayWaitForLong: boolean;
  /** Gives a thread for one request. */
  readonly take: () => DiskThread;
  /** Takes a thread back that has nothing to do. */
  readonly giveBack: (thread: DiskThread) => void;
}

/** A request, from the moment it is made to its answer. */
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
  isAbandoned: boolean;
}

/** The requests to one device, and the few threads that work on them. */
export class DiskLane {
  readonly #options: DiskLaneOptions;
  readonly #running = new Set<Asked>();
  /** The request that has waited longest comes first. */
  #waiting: readonly Asked[] = [];
  /** Settles when a thread has come back. */
  #return = Promise.withResolvers<void>();

  constructor(options: DiskLaneOptions) {
    this.#options = options;
  }

  /** How many threads work on requests. */
  get size(): number {
    return this.#running.size;
  }

  /** Null unless all threads wait for the device. Then the promise settles when a thread has come back. */
  get silence(): Promise<void> | null {
    return this.#isAllSilent ? this.#return.promise : null;
  }

  /**
   * @param question tells the request from others
   * @throws DiskSilent; `options.signal.reason`
   */
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
      isAbandoned: false,
    };
    if (this.#isAllSilent || this.#running.values().some((one) => one.isSilent && one.question === question)) {
      throw notAsked();
    }
    const stop = () => this.#giveUp(asked, signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    asked.timer = setTimeout(() => this.#check(asked), timeoutMs);
    this.#waiting = [...this.#waiting, asked];
    this.#startNext();
    try {
      return await answer.promise;
    } finally {
      // A thread in a call is checked on, even after its request was given up.
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
    this.#return.resolve();
  }

  get #isAllSilent(): boolean {
    return this.#running.size >= this.#options.most && this.#running.values().every(({ isSilent }) => isSilent);
  }

  #startNext(): void {
    while (this.#waiting.length > 0 && this.#running.size < this.#options.most) {
      const [asked, ...rest] = this.#waiting;
      if (asked === undefined) return;
      this.#waiting = rest;
      this.#start(asked, this.#options.take());
    }
  }

  #start(asked: Asked, thread: DiskThread): void {
    asked.thread = thread;
    this.#running.add(asked);
    // The time limit begins now, and does not include the time that the thread takes to start.
    clearTimeout(asked.timer);
    void thread.started.then(() => {
      if (this.#running.has(asked)) asked.timer = setTimeout(() => this.#check(asked), asked.timeoutMs);
    });
    void thread.make(asked.request).then(async (answer) => {
      if (asked.isAbandoned) await closeUnwanted(answer, thread);
      clearTimeout(asked.timer);
      this.#running.delete(asked);
      if (thread.isAlive) this.#options.giveBack(thread);
      asked.answer.resolve(answer);
      this.#return.resolve();
      this.#return = Promise.withResolvers();
      this.#startNext();
    });
  }

  /** The time limit is over. A request that has made progress meanwhile gets as much time again. */
  #check(asked: Asked): void {
    const { thread, timeoutMs } = asked;
    const makesProgress = thread === null ? this.#options.mayWaitForLong : thread.beats !== asked.beats;
    if (makesProgress) {
      asked.beats = thread?.beats ?? 0;
      asked.timer = setTimeout(() => this.#check(asked), timeoutMs);
      return;
    }
    this.#giveUp(
      asked,
      new DiskSilent(say("disk_not_answering", { seconds: Math.round(timeoutMs / 1_000) }), {
        wasAsked: thread !== null,
      }),
    );
    asked.isSilent = thread !== null;
    if (!this.#isAllSilent) return;
    for (const waiting of this.#waiting) this.#giveUp(waiting, notAsked());
  }

  #giveUp(asked: Asked, reason: unknown): void {
    this.#waiting = this.#waiting.filter((one) => one !== asked);
    asked.isAbandoned = true;
    asked.thread?.stop();
    asked.answer.reject(reason);
  }
}

/** Closes a file that was opened for a request that nobody waits for any more. */
async function closeUnwanted(answer: CallAnswer, thread: DiskThread): Promise<void> {
  if (answer.kind === "failed" || answer.result === null || typeof answer.result === "boolean") return;
  if (!("descriptor" in answer.result) || answer.result.descriptor === null) return;
  await thread.make({ kind: "close-file", descriptor: answer.result.descriptor });
}

function notAsked(): DiskSilent {
  return new DiskSilent(say("disk_still_silent"), { wasAsked: false });
}
