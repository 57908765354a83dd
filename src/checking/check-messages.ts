/** Messages between a checker and its child process. Both are always of the same version. */
import { z } from "zod";
import { longestMessage, mostFaults } from "../libav/faults.ts";
import { isSentence, type Sentence } from "../sentences/sentence.ts";

/** A file as the library knows it. Only that file is checked, not a later one at its path. */
export interface FileToCheck {
  /** Absolute. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Modification time, in microseconds since 1970. */
  readonly modifiedUs: number;
  /** The length that the file declares and that makes sense, in seconds; null if there is none. */
  readonly declaredSeconds: number | null;
  /** Real paths of the directories in which the file must lie once its links are followed. Empty: anywhere. */
  readonly roots: readonly string[];
}

/** Asks a child to check a file. */
export interface CheckRequest {
  readonly kind: "check";
  /** Tells this request from all others of the process. */
  readonly number: number;
  readonly file: FileToCheck;
}

/** Asks a child to leave the file of a request. It answers `stopped`, unless it has answered already. */
export interface StopRequest {
  readonly kind: "stop";
  readonly number: number;
}

/** Tells requests from other messages. What is in them needs no check. */
export function isCheckRequest(message: unknown): message is CheckRequest {
  return isOfKind(message, "check");
}

export function isStopRequest(message: unknown): message is StopRequest {
  return isOfKind(message, "stop");
}

function isOfKind(message: unknown, kind: string): boolean {
  return typeof message === "object" && message !== null && "kind" in message && message.kind === kind;
}

const seconds = z.number().min(0);
const message = z.string().max(4_096);

const faultSchema = z.strictObject({
  atSeconds: seconds,
  untilSeconds: seconds,
  message: z.string().max(longestMessage),
});

const answerSchema = z.discriminatedUnion("kind", [
  /** The file is being decoded, and has come to this second of the film. */
  z.strictObject({ kind: z.literal("progress"), seconds }),
  z.strictObject({
    kind: z.literal("decoded"),
    seconds,
    faults: z.array(faultSchema).max(mostFaults).readonly(),
    errorCount: z.int().min(0),
  }),
  /** The file cannot be read now, or is not the one that the library knows. */
  z.strictObject({
    kind: z.literal("problem"),
    code: z.enum(["vanished", "changed", "unreadable"]),
    message,
    sentence: z.custom<Sentence>(isSentence).exactOptional(),
  }),
  z.strictObject({ kind: z.literal("stopped") }),
]);

export type CheckAnswer = z.output<typeof answerSchema>;

/** The longest answer of a child, in bytes: all faults with messages in which every character takes six bytes. */
export const maxCheckAnswerBytes = mostFaults * (longestMessage * 6 + 200);

/** The answer in a child's message; null when the message is none. */
export function parseCheckAnswer(message: unknown): CheckAnswer | null {
  return answerSchema.safeParse(message).data ?? null;
}
