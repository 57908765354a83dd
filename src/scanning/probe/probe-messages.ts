/** Messages between a libav prober and its child processes. Parent and child are always of the same version. */
import { z } from "zod";
import { hdrKind } from "../../library/stream.ts";
import { suspects } from "../../library/video.ts";
import { isSentence, type Sentence } from "../../sentences/sentence.ts";
import { dropped } from "./probe-request.ts";
import type { ProbeOutcome } from "./prober.ts";

/** Longest answer of a child about one file, in bytes. Its texts are cut so that they fit, see `media.ts`. */
export const maxOutcomeBytes = 256 * 1024;

const text = z.string().max(4_096);
const count = z.number().int().nonnegative();
const positive = z.number().int().positive().nullable();

const version = z.strictObject({ size: count, modifiedUs: z.number() }).exactOptional();

const answerSchema: z.ZodType<ProbeOutcome | typeof dropped> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("video"),
    facts: z.strictObject({
      container: text,
      durationSeconds: z.number().positive().nullable(),
      durationSource: z.enum(["declared", "measured"]).nullable(),
      suspect: z.enum(suspects).nullable(),
      frameRateNumerator: positive,
      frameRateDenominator: positive,
      width: count,
      height: count,
      rotation: z.number().int(),
      videoCodec: text,
      audioCodec: text.nullable(),
      audioChannels: positive,
      sampleRate: positive,
      bitRate: positive,
      audioCount: count,
      hdr: hdrKind,
      bitDepth: positive,
      audioLanguages: z.string(),
      subtitleLanguages: z.string(),
      audioCodecs: text.nullable(),
      details: z.string(),
    }),
    fingerprint: count.exactOptional(),
    version,
  }),
  z.strictObject({
    kind: z.literal("problem"),
    problem: z.strictObject({
      code: z.enum(["not_regular_file", "vanished", "unreadable", "not_video", "link_outside_roots", "out_of_memory"]),
      message: text,
      sentence: z.custom<Sentence>(isSentence).exactOptional(),
    }),
    version,
  }),
  z.strictObject({ kind: z.literal(dropped.kind) }),
]);

/** A child's answer about one file; null when the answer makes no sense. */
export function parseAnswer(message: unknown): ProbeOutcome | typeof dropped | null {
  return answerSchema.safeParse(message).data ?? null;
}
