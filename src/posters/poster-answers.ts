/** Answers of a poster maker's child process. Parent and child are always of the same version. */
import { z } from "zod";

/** Longest answer of a child, in bytes. The noisiest poster has a third of it. */
export const maxPosterAnswerBytes = 1024 ** 2;

const reason = z.string().max(4_096);

const answerSchema = z.discriminatedUnion("kind", [
  /** The system has opened the file. From here on, a long time is most often the file's own doing. */
  z.strictObject({ kind: z.literal("opened") }),
  z.strictObject({ kind: z.literal("jpeg"), jpeg: z.base64() }),
  /** The file has no picture. */
  z.strictObject({ kind: z.literal("none"), reason }),
  /** The file cannot be reached, or is not the one that the scan has seen. */
  z.strictObject({ kind: z.literal("not_now"), reason }),
]);

export type PosterAnswer = z.output<typeof answerSchema>;

/** The answer in a child's message; null when the message is none. */
export function parsePosterAnswer(message: unknown): PosterAnswer | null {
  return answerSchema.safeParse(message).data ?? null;
}
