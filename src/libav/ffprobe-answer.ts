import { z } from "zod";
import { filmStream } from "./film-stream.ts";
import { measuredLength } from "./length.ts";
import {
  longestCodec,
  longestLanguage,
  longestText,
  type Media,
  type MediaStream,
  type Rational,
  textFromFile,
} from "./media.ts";

const rational = z.string().transform((text): Rational => {
  const [numerator, denominator] = text.split("/").map(Number);
  return { numerator: numerator ?? 0, denominator: denominator ?? 0 };
});
const numberInText = z.coerce.number().catch(0).default(0);

const stream = z.object({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.number().default(0),
  height: z.number().default(0),
  avg_frame_rate: rational.default({ numerator: 0, denominator: 0 }),
  r_frame_rate: rational.default({ numerator: 0, denominator: 0 }),
  nb_frames: numberInText,
  channels: z.number().default(0),
  sample_rate: numberInText,
  color_transfer: z.string().optional(),
  disposition: z.object({ default: z.number().default(0), attached_pic: z.number().default(0) }).optional(),
  tags: z.object({ language: z.string().optional() }).optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
});

const answer = z.object({
  format: z.object({
    format_name: z.string(),
    start_time: numberInText,
    duration: z.coerce.number().optional(),
    bit_rate: z.coerce.number().optional(),
    size: numberInText,
  }),
  streams: z.array(stream).default([]),
});

/** A stream, and how its colours are encoded, such as `smpte2084`. */
export type FfprobeStream = MediaStream & { readonly colorTransfer: string | null };

/** The entries of ffprobe's answer that `parseFfprobeAnswer` reads. */
export function ffprobeEntries(options: { readonly tags: boolean }): string {
  const streamEntries = Object.keys(stream.shape).filter(
    (name) => !["disposition", "tags", "side_data_list"].includes(name),
  );
  return [
    `format=${Object.keys(answer.shape.format.shape).join(",")}`,
    `stream=${streamEntries.join(",")}`,
    "stream_disposition=default,attached_pic",
    ...(options.tags ? ["stream_tags=language"] : []),
    "stream_side_data_list",
  ].join(":");
}

/**
 * ffprobe's answer to `-print_format json -show_entries` with `ffprobeEntries`.
 *
 * @returns null when `json` is no such answer
 */
export function parseFfprobeAnswer(json: string): (Media & { readonly streams: readonly FfprobeStream[] }) | null {
  let input: unknown;
  try {
    input = JSON.parse(json);
  } catch {
    return null;
  }
  const { success, data } = answer.safeParse(input);
  if (!success) return null;
  return {
    container: textFromFile(data.format.format_name, longestText),
    durationSeconds: data.format.duration ?? null,
    startSeconds: data.format.start_time,
    measuredSeconds: null,
    bitRate: data.format.bit_rate || null,
    sizeBytes: data.format.size,
    streams: data.streams.map(mediaStream),
  };
}

function mediaStream(input: z.output<typeof stream>): FfprobeStream {
  const { codec_name: codecName, tags } = input;
  return {
    index: input.index,
    kind: kindOf(input.codec_type),
    codecName: codecName === undefined ? null : textFromFile(codecName, longestCodec),
    language: tags?.language === undefined ? null : textFromFile(tags.language, longestLanguage),
    isDefault: input.disposition?.default === 1,
    isAttachedPicture: input.disposition?.attached_pic === 1,
    width: input.width,
    height: input.height,
    rotation: rotationOf(input),
    averageFrameRate: input.avg_frame_rate,
    realFrameRate: input.r_frame_rate,
    frameCount: input.nb_frames,
    channels: input.channels,
    sampleRate: input.sample_rate,
    colorTransfer: input.color_transfer ?? null,
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
 * Reads ffprobe's standard error at `-v error`: lines such as `[avi @ 0x55d0c0] moov atom not found`, and at the end the
 * path, a colon and the text of the error code. The path may contain anything, also line breaks.
 */
export function parseFfprobeErrors(stderr: string): { readonly error: string; readonly log: string | null } {
  const text = stderr.trimEnd();
  return {
    error: text.slice(text.lastIndexOf(": ") + 1).trim(),
    log: [...text.matchAll(/^\[[^\]]+ @ 0x[0-9a-f]+\] (.+)$/gm)].at(-1)?.[1] ?? null,
  };
}

/**
 * The length of a file, from ffprobe's answer to `-count_packets -show_entries
 * packet=stream_index,pts_time,dts_time,duration_time:stream=index,nb_read_packets -of csv`. Only the end of the answer
 * is needed.
 *
 * @returns in seconds, from the first packet to the end of the last; null when the packets have no times
 */
export function parseLastPacket(csv: string, { streams, startSeconds }: Media): number | null {
  const film = filmStream(streams);
  let end = Number.NEGATIVE_INFINITY;
  let packets = 0;
  for (const line of csv.split("\n")) {
    const [kind, index, ...values] = line.split(",");
    if (kind === "stream" && Number(index) === film?.index) packets = Number(values[0]) || 0;
    if (kind !== "packet") continue;
    const [pts = Number.NaN, dts = Number.NaN, duration = 0] = values.map(Number.parseFloat);
    const time = Number.isNaN(pts) ? dts : pts;
    if (!Number.isNaN(time)) end = Math.max(end, time + (duration || 0));
  }
  return measuredLength({ startSeconds, endSeconds: end, filmPackets: packets, film });
}
