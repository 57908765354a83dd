/**
 * A file that stays open between two calls. It belongs to whoever takes it first: the thread that makes the next call, or
 * the asker, when the call was given up before a thread began it. So it is closed once, whatever happens to the call.
 */
export interface HeldFile {
  readonly descriptor: number;
  /** 0 until somebody takes it. */
  readonly taken: Int32Array<SharedArrayBuffer>;
}

export function holdFile(descriptor: number): HeldFile {
  return { descriptor, taken: new Int32Array(new SharedArrayBuffer(4)) };
}

/** The descriptor, for the first who asks; null for everybody else. */
export function takeFile({ descriptor, taken }: HeldFile): number | null {
  return Atomics.compareExchange(taken, 0, 0, 1) === 0 ? descriptor : null;
}
