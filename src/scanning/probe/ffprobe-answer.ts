import { z } from "zod";
import type { Media, MediaStream, Rational } from "./video-facts.ts";

const rational = z.string().transform((text): Rational => {
  const [numerator, denominator] = text.split("/").map(Number);
  return { numerator: numerator ?? 0, denominator: denominator ?? 0 };
});

const stream = z.object({
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.number().default(0),
  height: z.number().default(0),
  avg_frame_rate: rational.default({ numerator: 0, denominator: 0 }),
  r_frame_rate: rational.default({ numerator: 0, denominator: 0 }),
  channels: z.number().default(0),
  sample_rate: z.coerce.number().default(0),
  disposition: z.object({ attached_pic: z.number().default(0) }).optional(),
  tags: z.object({ language: z.string().optional() }).optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
});

const answer = z.object({
  format: z.object({
    format_name: z.string(),
    duration: z.coerce.number().optional(),
    bit_rate: z.coerce.number().optional(),
  }),
  streams: z.array(stream).default([]),
});

/**
 * What ffprobe answered to `-print_format json -show_format -show_streams`.
 *
 * @returns null where `json` is no such answer
 */
export function parseFfprobeAnswer(json: string): Media | null {
  let input: unknown;
  try {
    input = JSON.parse(json);
  } catch {
    return null;
  }
  const { success, data } = answer.safeParse(input);
  if (!success) return null;
  return {
    container: data.format.format_name,
    durationSeconds: data.format.duration ?? null,
    bitRate: data.format.bit_rate || null,
    streams: data.streams.map(mediaStream),
  };
}

function mediaStream(input: z.output<typeof stream>): MediaStream {
  return {
    kind: kindOf(input.codec_type),
    codecName: input.codec_name ?? null,
    language: input.tags?.language ?? null,
    attachedPicture: input.disposition?.attached_pic === 1,
    width: input.width,
    height: input.height,
    rotation: rotationOf(input),
    averageFrameRate: input.avg_frame_rate,
    realFrameRate: input.r_frame_rate,
    channels: input.channels,
    sampleRate: input.sample_rate,
  };
}

/** For a matrix of zeros ffprobe 5 prints the lowest number there is. */
function rotationOf({ side_data_list }: z.output<typeof stream>): number {
  const rotation = side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  return Number.isSafeInteger(rotation) ? rotation : 0;
}

function kindOf(codecType: string | undefined): MediaStream["kind"] {
  return codecType === "video" || codecType === "audio" || codecType === "subtitle" ? codecType : "other";
}

/**
 * What ffprobe wrote to its standard error at `-v error`: lines such as `[avi @ 0x55d0c0] moov atom not found`, and
 * at the end the path, a colon and the text of the error code. The path may hold anything, line breaks too.
 */
export function parseFfprobeErrors(stderr: string): { readonly error: string; readonly log: string | null } {
  const text = stderr.trimEnd();
  return {
    error: text.slice(text.lastIndexOf(": ") + 1).trim(),
    log: [...text.matchAll(/^\[[^\]]+ @ 0x[0-9a-f]+\] (.+)$/gm)].at(-1)?.[1] ?? null,
  };
}
