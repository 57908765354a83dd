/** Messages that every child process that reads media understands. Parent and child are always of the same version. */

/** The first answer of a child: whether it has anything to read media with. */
export type FirstAnswer =
  | { readonly kind: "ready"; readonly version: string }
  | { readonly kind: "cannot_load"; readonly reason: string };

/** A child answers `pong` to `ping`, after the requests that came before. */
export const ping = { kind: "ping" } as const;
export const pong = { kind: "pong" } as const;

export function isFirstAnswer(message: unknown): message is FirstAnswer {
  if (typeof message !== "object" || message === null || !("kind" in message)) return false;
  if (message.kind === "ready") return "version" in message && typeof message.version === "string";
  return message.kind === "cannot_load" && "reason" in message && typeof message.reason === "string";
}

export function isPing(message: unknown): boolean {
  return isOfKind(message, ping.kind);
}

export function isPong(message: unknown): boolean {
  return isOfKind(message, pong.kind);
}

function isOfKind(message: unknown, kind: string): boolean {
  return typeof message === "object" && message !== null && "kind" in message && message.kind === kind;
}
