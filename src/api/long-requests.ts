import type { FastifyReply } from "fastify";
import { ApiError, type ErrorCode } from "./error-codes.ts";

/** How long a client has to take the rest of an answer once the server stops, in milliseconds. */
const lingerMs = 1_000;

/**
 * Requests that go on for long, such as event streams: each ends when its client goes, and all end when the server
 * stops, so that neither holds the other up.
 */
export class LongRequests {
  readonly #open = new Map<AbortController, FastifyReply>();
  readonly #limit: { readonly most: number; readonly code: ErrorCode; readonly message: string } | null;

  constructor(limit: { readonly most: number; readonly code: ErrorCode; readonly message: string } | null = null) {
    this.#limit = limit;
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Returns a signal that aborts when the request has been answered, its client has gone or the server stops.
   *
   * @throws ApiError when too many are open
   */
  begin(reply: FastifyReply): AbortSignal {
    if (this.#limit !== null && this.#open.size >= this.#limit.most) {
      throw new ApiError(this.#limit.code, this.#limit.message);
    }
    // Its `close` has been told already, to nobody.
    if (reply.raw.destroyed) return AbortSignal.abort(new RequestOver());
    const controller = new AbortController();
    this.#open.set(controller, reply);
    reply.raw.once("close", () => {
      this.#open.delete(controller);
      controller.abort(new RequestOver());
    });
    return controller.signal;
  }

  /** Ends them all and closes their connections, also of those who do not take the rest of their answer soon. */
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
}

export function serverStopping(): ApiError {
  return new ApiError("SERVER_STOPPING", "The server is stopping. Try again when it is back.");
}

/** Nobody waits for the answer any more, so nobody sees this. */
class RequestOver extends Error {
  override readonly name = "RequestOver";
  readonly code = "REQUEST_OVER";

  constructor() {
    super("The request has been answered, or its client has gone");
  }
}
