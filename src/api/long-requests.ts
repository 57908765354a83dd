import type { FastifyReply } from "fastify";
import { ApiError } from "./error-codes.ts";

/** How long a client has to take the rest of an answer once the server stops, in milliseconds. */
const lingerMs = 1_000;

export interface LongRequestsLimit {
  /** How many may be open at once. */
  readonly most: number;
  /**
   * What happens to one more:
   * - `refuse`: it is answered with an error.
   * - `end_oldest`: it begins, and the request that has been open longest ends.
   */
  readonly whenFull: "refuse" | "end_oldest";
  /** Names the requests in the error. Default: `requests of this kind`. */
  readonly what?: string;
}

/**
 * Requests that stay open for long, such as event streams and waits. Each ends when its client leaves, and all end when
 * the server stops.
 */
export class LongRequests {
  /** In the order in which they began. */
  readonly #open = new Map<AbortController, FastifyReply>();
  readonly #limit: LongRequestsLimit;

  constructor(limit: LongRequestsLimit) {
    this.#limit = limit;
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Returns a signal that aborts when the request has been answered, its client has left, or the server stops.
   *
   * @throws ApiError `TOO_MANY_STREAMS`
   */
  begin(reply: FastifyReply): AbortSignal {
    // Its `close` event has already passed.
    if (reply.raw.destroyed) return AbortSignal.abort(new RequestOver());
    if (this.#open.size >= this.#limit.most) this.#makeRoom();
    const controller = new AbortController();
    this.#open.set(controller, reply);
    reply.raw.once("close", () => {
      this.#open.delete(controller);
      controller.abort(new RequestOver());
    });
    return controller.signal;
  }

  /** Ends all requests and closes their connections, also of clients that do not take the rest of their answer. */
  close(): void {
    for (const [controller, { raw }] of this.#open) {
      const { socket } = raw;
      const timer = setTimeout(() => raw.destroy(), lingerMs).unref();
      raw.once("close", () => {
        clearTimeout(timer);
        socket?.destroySoon();
      });
      controller.abort(serverStopping());
    }
  }

  #makeRoom(): void {
    const [oldest] = this.#open;
    if (this.#limit.whenFull === "refuse" || oldest === undefined) {
      const { what = "requests of this kind" } = this.#limit;
      const message = `This server already has ${this.#open.size} ${what} open. Close some, or try again later.`;
      throw new ApiError("TOO_MANY_STREAMS", message);
    }
    const [controller, { raw }] = oldest;
    this.#open.delete(controller);
    raw.destroy();
  }
}

export function serverStopping(): ApiError {
  return new ApiError("SERVER_STOPPING", "The server is stopping. Try again when it is back.");
}

/** Nobody waits for the answer any more, so nobody sees this error. */
class RequestOver extends Error {
  override readonly name = "RequestOver";
  readonly code = "REQUEST_OVER";

  constructor() {
    super("The request has been answered, or its client has left");
  }
}
