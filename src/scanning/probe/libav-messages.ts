/** What a libav prober and its child processes say to each other. Both ends are always of one version. */
import type { ProbeOutcome } from "./prober.ts";

/** What a child is told: probe these, in this order, after what it was told before. */
export interface ToChild {
  readonly paths: readonly string[];
}

export type FromChild =
  /** libav is loaded. Comes first, or else `cannot_load` does. */
  | { readonly kind: "ready"; readonly version: string }
  | { readonly kind: "cannot_load"; readonly reason: string }
  /** Of the first file that is not answered yet; sent before the next is begun. */
  | { readonly kind: "outcome"; readonly outcome: ProbeOutcome };

/** Whether a message has the outer form of one from a child; anything else is a child gone wrong. */
export function isFromChild(message: unknown): message is FromChild {
  if (typeof message !== "object" || message === null || !("kind" in message)) return false;
  switch (message.kind) {
    case "ready":
      return "version" in message && typeof message.version === "string";
    case "cannot_load":
      return "reason" in message && typeof message.reason === "string";
    case "outcome":
      return "outcome" in message && typeof message.outcome === "object" && message.outcome !== null;
    default:
      return false;
  }
}

export function isToChild(message: unknown): message is ToChild {
  return (
    typeof message === "object" &&
    message !== null &&
    "paths" in message &&
    Array.isArray(message.paths) &&
    message.paths.every((path) => typeof path === "string")
  );
}
