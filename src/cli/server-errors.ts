/** Why a call of the API failed. In a file of its own, because `gleaner scan` begins before it needs the client. */

/** The server answered with an error. The message comes from the server. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}

/** Nothing answers at the address, or the connection broke. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
  readonly code = "UNREACHABLE";
}

/** Whether the server has gone away or is about to: another one may take its place. */
export function isServerGone(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof ApiError && error.code === "SERVER_STOPPING");
}
