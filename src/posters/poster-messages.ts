/** What a poster maker and its child process say to each other. Both ends are always of one version. */

/** A file as a scan has seen it: only of that one a poster is made. */
export interface PosterFile {
  /** Absolute. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Modification time, in microseconds since 1970. */
  readonly modifiedUs: number;
  readonly durationSeconds: number | null;
}

/** What a child takes pictures with: `auto` is libav, or ffmpeg where libav cannot be loaded. */
export type WantedTool = "auto" | "libav" | "ffmpeg";

export type FromChild =
  /** It can take pictures. Comes first, or else `cannot` does. */
  | { readonly kind: "ready"; readonly tool: string }
  /** There is nothing here to take pictures with. */
  | { readonly kind: "cannot"; readonly reason: string }
  /** The system has given the file: from here on it is most often the file's own doing when it takes long. */
  | { readonly kind: "opened" }
  /** In base64. */
  | { readonly kind: "jpeg"; readonly jpeg: string }
  /** There is no picture in the file. */
  | { readonly kind: "none"; readonly reason: string }
  /** The file cannot be reached, or is not the one that the scan has seen. */
  | { readonly kind: "not_now"; readonly reason: string };

const fields = {
  ready: "tool",
  cannot: "reason",
  opened: "kind",
  jpeg: "jpeg",
  none: "reason",
  not_now: "reason",
} as const satisfies Record<FromChild["kind"], string>;

/** Whether a message has the form of one from a child; anything else is a child gone wrong. */
export function isFromChild(message: unknown): message is FromChild {
  if (typeof message !== "object" || message === null || !("kind" in message)) return false;
  const { kind } = message;
  if (typeof kind !== "string" || !Object.hasOwn(fields, kind)) return false;
  return typeof Reflect.get(message, fields[kind as FromChild["kind"]]) === "string";
}

export function isPosterFile(message: unknown): message is PosterFile {
  if (typeof message !== "object" || message === null) return false;
  const { path, size, modifiedUs, durationSeconds } = message as Record<string, unknown>;
  return (
    typeof path === "string" &&
    typeof size === "number" &&
    typeof modifiedUs === "number" &&
    (durationSeconds === null || typeof durationSeconds === "number")
  );
}
