/** How long a client may take to send a request, in milliseconds. */
const requestTimeoutMs = 30_000;

/** How long requests may take to arrive, for every HTTP server of Gleaner. */
export const requestLimits = {
  requestTimeout: requestTimeoutMs,
  headersTimeout: requestTimeoutMs,
  /** How often Node looks for requests that take longer, in milliseconds. */
  connectionsCheckingInterval: 5_000,
} as const;
