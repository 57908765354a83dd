import type { Sentence } from "../sentences/sentence.ts";

/** What happened, for a program elsewhere. */
export interface Notice {
  /** The same for each attempt, so the receiver can tell a repetition. */
  readonly id: string;
  /** Such as `scan.completed`. */
  readonly event: string;
  /** JSON: the body of each attempt. */
  readonly body: string;
}

/** A notice and what has become of it. */
export interface Delivery extends Notice {
  readonly createdAt: Date;
  /** How often somebody has begun to send it. */
  readonly attempts: number;
  /** When it is sent next; null once it was delivered or given up. */
  readonly nextAt: Date | null;
  readonly deliveredAt: Date | null;
  /** Why the last attempt failed; null if none has failed. */
  readonly problem: string | null;
  /** `problem` as data. Absent: it has none. */
  readonly sentence?: Sentence;
}

export type AttemptOutcome =
  | { readonly kind: "delivered" }
  /** @param retryMs after how long it is sent again, in milliseconds; null: never */
  | {
      readonly kind: "failed";
      readonly problem: string;
      readonly sentence?: Sentence;
      readonly retryMs: number | null;
    };

/**
 * The notices that are to be sent, in the database: so none is lost when a process dies. Any number of processes may send
 * them at the same time, each notice by one of them. All calls throw `StoreError` if the database cannot be used.
 */
export interface Deliveries {
  /**
   * Makes notices for this address from now on. If they were for another one, those that were not delivered are given up,
   * and `cursor` is null again: nobody gets what another receiver was to get.
   */
  begin(address: string): Promise<void>;

  /** The revision of jobs up to which notices were made; null if nobody makes any. See `JobStore.changedSince`. */
  cursor(): Promise<number | null>;

  /**
   * Adds notices, and moves the cursor, in one transaction. A notice whose id is known is not added again: other processes
   * may make the same ones. The cursor moves only if it is still at `from`.
   */
  add(notices: readonly Notice[], cursor: { readonly from: number | null; readonly to: number }): Promise<void>;

  /** Ends the making of notices, and gives up those that were not delivered. */
  end(): Promise<void>;

  /**
   * Takes the notice that has been due longest, and counts an attempt. Nobody else gets it for `leaseMs`; then it is due
   * again, as its process may have died. Null if none is due.
   */
  claim(options: { readonly leaseMs: number }): Promise<Delivery | null>;

  /** Writes down how the attempt has ended. */
  settle(delivery: Pick<Delivery, "id" | "attempts">, outcome: AttemptOutcome): Promise<void>;

  /** In how many milliseconds the next notice is due, 0 or more; null if there is none. */
  nextDueMs(): Promise<number | null>;

  /** The newest first. */
  list(limit: number): Promise<readonly Delivery[]>;

  /** Deletes notices that were made earlier, unless they are still to be sent. */
  prune(olderThanMs: number): Promise<void>;
}
