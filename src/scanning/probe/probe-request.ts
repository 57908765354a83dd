/** The request to a child of a libav prober: probe these files in this order, after those of earlier requests. */
export interface ProbeRequest {
  /** Absolute. */
  readonly paths: readonly string[];
}

export function isProbeRequest(message: unknown): message is ProbeRequest {
  return (
    typeof message === "object" &&
    message !== null &&
    "paths" in message &&
    Array.isArray(message.paths) &&
    message.paths.every((path) => typeof path === "string")
  );
}
