import { z } from "zod";
import { filmStream } from "./film-stream.ts";
import { measuredLength } from "./length.ts";
import {
  type ContentLight,
  type DolbyVision,
  lineFromFile,
  longestName,
  longestText,
  type MasteringDisplay,
  type Media,
  type MediaStream,
  type Rational,
  textFromFile,
} from "./media.ts";
import { fieldsFromTagsOfFile, fieldsFromTagsOfStream, namesOfTags } from "./tags.ts";

/** Two numbers with a slash or a colon in between. */
const rational = z.string().transform((text): Rational => {
  const [numerator, denominator] = text.split(/[/:]/).map(Number);
  return { numerator: numerator || 0, denominator: denominator || 0 };
});
const unknownRational = { numerator: 0, denominator: 0 };
/** AV_LEVEL_UNKNOWN */
const unknownLevel = -99;
const numberInText = z.coerce.number().catch(0).default(0);
const name = z
  .string()
  .transform((text) => lineFromFile(text, longestName))
  .nullable()
  .default(null);
const tags = z.record(z.string(), z.string()).default({});
const flag = z
  .number()
  .default(0)
  .transform((number) => number === 1);

const disposition = z.object({
  default: flag,
  forced: flag,
  hearing_impaired: flag,
  comment: flag,
  visual_impaired: flag,
  original: flag,
  dub: flag,
  attached_pic: flag,
});

const sideData = z.object({
  side_data_type: z.string().default(""),
  rotation: z.number().optional(),
  dv_profile: z.number().optional(),
  dv_level: z.number().default(0),
  el_present_flag: flag,
  dv_bl_signal_compatibility_id: z.number().optional(),
  red_x: rational.optional(),
  red_y: rational.optional(),
  green_x: rational.optional(),
  green_y: rational.optional(),
  blue_x: rational.optional(),
  blue_y: rational.optional(),
  min_luminance: rational.optional(),
  max_luminance: rational.optional(),
  max_content: z.number().optional(),
  max_average: z.number().optional(),
});

const stream = z.object({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: name,
  profile: name,
  bit_rate: numberInText,
  width: z.number().default(0),
  height: z.number().default(0),
  sample_aspect_ratio: rational.default(unknownRational),
  avg_frame_rate: rational.default(unknownRational),
  r_frame_rate: rational.default(unknownRational),
  nb_frames: numberInText,
  level: z.number().default(unknownLevel),
  pix_fmt: name,
  field_order: name,
  color_primaries: name,
  color_transfer: name,
  color_space: name,
  color_range: name,
  channels: z.number().default(0),
  channel_layout: name,
  sample_rate: numberInText,
  bits_per_raw_sample: numberInText,
  disposition: disposition.prefault({}),
  tags,
  side_data_list: z.array(sideData).default([]),
});
type StreamAnswer = z.output<typeof stream>;

const answer = z.object({
  format: z.object({
    format_name: z.string(),
    start_time: numberInText,
    duration: z.coerce.number().optional(),
    bit_rate: z.coerce.number().optional(),
    size: numberInText,
    tags,
  }),
  chapters: z.array(z.unknown()).default([]),
  streams: z.array(stream).default([]),
});

/**
 * The entries of ffprobe's answer that `parseFfprobeAnswer` reads.
 *
 * @param options.texts whether to ask for tags and chapters, which may be of any length
 */
export function ffprobeEntries(options: { readonly texts: boolean }): string {
  return [
    `format=${fieldsOf(answer.shape.format)}`,
    `stream=${fieldsOf(stream)}`,
    `stream_disposition=${Object.keys(disposition.shape).join(",")}`,
    ...(options.texts
      ? [`format_tags=${namesOfTags.file.join(",")}`, `stream_tags=${namesOfTags.stream.join(",")}`, "chapter=id"]
      : []),
    "stream_side_data_list",
  ].join(":");
}

/** Fields that ffprobe asks for in another way. */
const sections: ReadonlySet<string> = new Set(["disposition", "tags", "side_data_list"]);

/** The names of the other fields. */
function fieldsOf({ shape }: { readonly shape: object }): string {
  return Object.keys(shape)
    .filter((name) => !sections.has(name))
    .join(",");
}

/**
 * ffprobe's answer to `-print_format json -show_entries` with `ffprobeEntries`.
 *
 * @returns null when `json` is no such answer
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
    container: textFromFile(data.format.format_name, longestText),
    durationSeconds: data.format.duration ?? null,
    startSeconds: data.format.start_time,
    measuredSeconds: null,
    bitRate: data.format.bit_rate || null,
    sizeBytes: data.format.size,
    ...fieldsFromTagsOfFile(data.format.tags),
    chapterCount: data.chapters.length,
    streams: data.streams.map(mediaStream),
  };
}

function mediaStream(input: StreamAnswer): MediaStream {
  const kind = kindOf(input.codec_type);
  const isPicture = kind === "video";
  const isSound = kind === "audio";
  const declaredBitRate = isPicture || isSound ? input.bit_rate : 0;
  return {
    index: input.index,
    kind,
    codecName: input.codec_name,
    profile: isPicture || isSound ? input.profile : null,
    ...fieldsFromTagsOfStream(input.tags, { kind, declaredBitRate }),
    isDefault: input.disposition.default,
    isForced: input.disposition.forced,
    isHearingImpaired: input.disposition.hearing_impaired,
    isCommentary: input.disposition.comment,
    isVisualImpaired: input.disposition.visual_impaired,
    isOriginal: input.disposition.original,
    isDub: input.disposition.dub,
    isAttachedPicture: input.disposition.attached_pic,
    width: isPicture ? input.width : 0,
    height: isPicture ? input.height : 0,
    pixelAspect: input.sample_aspect_ratio,
    rotation: rotationOf(input),
    averageFrameRate: input.avg_frame_rate,
    realFrameRate: input.r_frame_rate,
    frameCount: input.nb_frames,
    level: input.level === unknownLevel ? null : input.level,
    pixelFormat: input.pix_fmt,
    fieldOrder: input.field_order,
    colorPrimaries: input.color_primaries,
    colorTransfer: input.color_transfer,
    colorSpace: input.color_space,
    colorRange: input.color_range,
    dolbyVision: dolbyVisionOf(input),
    hasHdr10Plus: input.side_data_list.some(({ side_data_type: type }) => type.includes("SMPTE2094-40")),
    masteringDisplay: masteringDisplayOf(input),
    contentLight: contentLightOf(input),
    channels: input.channels,
    channelLayout: input.channel_layout,
    sampleRate: input.sample_rate,
    sampleBits: isSound ? input.bits_per_raw_sample : 0,
  };
}

/** For a matrix of zeros ffprobe 5 prints the lowest number there is. */
function rotationOf({ side_data_list }: StreamAnswer): number {
  const rotation = side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  return Number.isSafeInteger(rotation) ? rotation : 0;
}

function dolbyVisionOf({ side_data_list }: StreamAnswer): DolbyVision | null {
  const record = side_data_list.find((data) => data.dv_profile !== undefined);
  if (record?.dv_profile === undefined) return null;
  return {
    profile: record.dv_profile,
    level: record.dv_level,
    hasEnhancementLayer: record.el_present_flag,
    compatibility: record.dv_bl_signal_compatibility_id ?? 0,
  };
}

function masteringDisplayOf({ side_data_list }: StreamAnswer): MasteringDisplay | null {
  const data = side_data_list.find(({ side_data_type: type }) => type === "Mastering display metadata");
  if (data === undefined) return null;
  const primaries = [data.red_x, data.red_y, data.green_x, data.green_y, data.blue_x, data.blue_y].map(quotient);
  return {
    primaries: primaries.some((value) => value === null) ? null : primaries.map(Number),
    minLuminance: quotient(data.min_luminance),
    maxLuminance: quotient(data.max_luminance),
  };
}

function contentLightOf({ side_data_list }: StreamAnswer): ContentLight | null {
  const data = side_data_list.find(({ side_data_type: type }) => type === "Content light level metadata");
  return data === undefined ? null : { maxContent: data.max_content ?? 0, maxAverage: data.max_average ?? 0 };
}

function quotient(value: Rational | undefined): number | null {
  return value === undefined || value.denominator === 0 ? null : value.numerator / value.denominator;
}

function kindOf(codecType: string | undefined): MediaStream["kind"] {
  return codecType === "video" || codecType === "audio" || codecType === "subtitle" || codecType === "attachment"
    ? codecType
    : "data";
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
