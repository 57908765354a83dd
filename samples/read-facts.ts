/**
 * Reads a clip with ffprobe, into the fields of `facts.json`. This file imports nothing from `src/` on purpose: the
 * tests compare the scanner with its results.
 */
import { execFileSync } from "node:child_process";
import { z } from "zod";

const flag = z.int().transform((number) => number === 1);

const streamSchema = z.object({
  index: z.int(),
  codec_name: z.string().optional(),
  codec_type: z.string(),
  profile: z.string().optional(),
  bit_rate: z.string().optional(),
  level: z.int().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  sample_aspect_ratio: z.string().optional(),
  avg_frame_rate: z.string(),
  r_frame_rate: z.string(),
  pix_fmt: z.string().optional(),
  field_order: z.string().optional(),
  color_primaries: z.string().optional(),
  color_transfer: z.string().optional(),
  color_space: z.string().optional(),
  color_range: z.string().optional(),
  channels: z.int().optional(),
  channel_layout: z.string().optional(),
  sample_rate: z.string().optional(),
  bits_per_sample: z.int().optional(),
  bits_per_raw_sample: z.string().optional(),
  disposition: z.object({
    default: flag,
    forced: flag,
    hearing_impaired: flag,
    comment: flag,
    visual_impaired: flag,
    original: flag,
    dub: flag,
    attached_pic: flag,
  }),
  tags: z
    .object({ language: z.string().optional(), title: z.string().optional(), filename: z.string().optional() })
    .optional(),
  side_data_list: z
    .array(
      z.object({
        rotation: z.number().optional(),
        dv_profile: z.int().optional(),
        dv_bl_signal_compatibility_id: z.int().optional(),
        dv_level: z.int().optional(),
        el_present_flag: z.int().optional(),
        red_x: z.string().optional(),
        min_luminance: z.string().optional(),
        max_luminance: z.string().optional(),
        max_content: z.int().optional(),
        max_average: z.int().optional(),
      }),
    )
    .default([]),
});

const answerSchema = z.object({
  format: z.object({
    format_name: z.string(),
    duration: z.string().optional(),
    bit_rate: z.string().optional(),
    tags: z
      .object({
        title: z.string().optional(),
        creation_time: z.string().optional(),
        encoder: z.string().optional(),
        ENCODER: z.string().optional(),
        date: z.string().optional(),
      })
      .optional(),
  }),
  chapters: z.array(z.unknown()),
  streams: z.array(streamSchema),
});

type ProbedStream = z.infer<typeof streamSchema>;

/** The facts of a clip, with the names of the API. */
export type ClipFacts = Readonly<Record<string, unknown>>;

function ffprobe(args: readonly string[]): unknown {
  return JSON.parse(execFileSync("ffprobe", ["-v", "error", "-print_format", "json", ...args], { encoding: "utf8" }));
}

/** The version of the ffprobe on the PATH. */
export function ffprobeVersion(): string {
  const answer = z.object({ program_version: z.object({ version: z.string() }) });
  return answer.parse(ffprobe(["-show_program_version"])).program_version.version;
}

function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

/** Numerator and denominator of the first known rate. */
function frameRate(stream: ProbedStream): readonly [number, number] | readonly [null, null] {
  const known = [stream.avg_frame_rate, stream.r_frame_rate].find((rate) => rate !== "0/0");
  const [numerator, denominator] = known?.split("/") ?? [];
  return numerator === undefined || denominator === undefined ? [null, null] : [Number(numerator), Number(denominator)];
}

const pixelFormatsSchema = z.object({
  pixel_formats: z.array(
    z.object({
      name: z.string(),
      log2_chroma_w: z.int().optional(),
      log2_chroma_h: z.int().optional(),
      flags: z.object({ rgb: z.int(), palette: z.int() }),
      components: z.array(z.object({ bit_depth: z.int() })).default([]),
    }),
  ),
});

/** By the number of times that colours are halved in width and in height. */
const samplings: Readonly<Record<string, string>> = { "0,0": "4:4:4", "1,0": "4:2:2", "1,1": "4:2:0" };

/** What ffprobe knows about a pixel format. */
function pixelFormat(name: string | undefined) {
  const formats = pixelFormatsSchema.parse(ffprobe(["-show_pixel_formats"])).pixel_formats;
  const format = formats.find((one) => one.name === name);
  if (format === undefined) return { bit_depth: null, chroma: null };
  const bitDepth = Math.max(...format.components.map((component) => component.bit_depth));
  if (format.flags.rgb === 1 || format.flags.palette === 1) return { bit_depth: bitDepth, chroma: "rgb" };
  const { log2_chroma_w: width, log2_chroma_h: height } = format;
  return { bit_depth: bitDepth, chroma: width === undefined ? "gray" : (samplings[`${width},${height}`] ?? null) };
}

function hdrKind(stream: ProbedStream): string {
  if (stream.side_data_list.some((data) => data.dv_profile !== undefined)) return "dolby_vision";
  if (stream.color_transfer === "smpte2084") return "hdr10";
  return stream.color_transfer === "arib-std-b67" ? "hlg" : "sdr";
}

/** Before rotation. */
function displaySize(stream: ProbedStream) {
  const [width = 1, height = 1] = (stream.sample_aspect_ratio ?? "1:1").split(":").map(Number);
  return {
    display_width: Math.round(((stream.width ?? 0) * width) / height),
    display_height: stream.height ?? 0,
  };
}

function rotation(stream: ProbedStream): number {
  return stream.side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
}

function knownRate(rate: string): string | null {
  return rate === "0/0" ? null : rate;
}

const bitmapSubtitles = new Set(["dvb_subtitle", "dvd_subtitle", "hdmv_pgs_subtitle", "xsub"]);

function streamFacts(stream: ProbedStream): ClipFacts {
  const { disposition, tags } = stream;
  const ofEveryKind = {
    index: stream.index,
    kind: stream.codec_type,
    codec: stream.codec_name ?? null,
    language: tags?.language ?? null,
    title: tags?.title ?? (stream.codec_type === "attachment" ? (tags?.filename ?? null) : null),
    default: disposition.default,
    forced: disposition.forced,
    hearing_impaired: disposition.hearing_impaired,
    commentary: disposition.comment,
    visual_impaired: disposition.visual_impaired,
    original: disposition.original,
    dub: disposition.dub,
    attached_picture: disposition.attached_pic,
    bit_rate: ["video", "audio"].includes(stream.codec_type) ? numberOf(stream.bit_rate) : null,
  };
  if (stream.codec_type === "audio") {
    return {
      ...ofEveryKind,
      profile: stream.profile ?? null,
      channels: stream.channels ?? null,
      channel_layout: stream.channel_layout ?? null,
      sample_rate: numberOf(stream.sample_rate),
      bit_depth: numberOf(stream.bits_per_raw_sample) ?? (stream.bits_per_sample || null),
      object_audio: null,
    };
  }
  if (stream.codec_type === "subtitle") {
    return { ...ofEveryKind, text: !bitmapSubtitles.has(stream.codec_name ?? "") };
  }
  if (stream.codec_type !== "video") return ofEveryKind;
  const dolbyVision = stream.side_data_list.find((data) => data.dv_profile !== undefined);
  return {
    ...ofEveryKind,
    profile: stream.profile ?? null,
    level: stream.level === undefined || stream.level === -99 ? null : stream.level,
    width: stream.width ?? 0,
    height: stream.height ?? 0,
    ...displaySize(stream),
    rotation: rotation(stream),
    avg_frame_rate: knownRate(stream.avg_frame_rate),
    r_frame_rate: knownRate(stream.r_frame_rate),
    pixel_format: stream.pix_fmt ?? null,
    ...pixelFormat(stream.pix_fmt),
    field_order: stream.field_order ?? null,
    color_primaries: stream.color_primaries ?? null,
    color_transfer: stream.color_transfer ?? null,
    color_space: stream.color_space ?? null,
    color_range: stream.color_range ?? null,
    hdr: hdrKind(stream),
    dolby_vision_profile: dolbyVision?.dv_profile ?? null,
    dolby_vision_compatibility: dolbyVision?.dv_bl_signal_compatibility_id ?? null,
    dolby_vision_level: dolbyVision?.dv_level ?? null,
    enhancement_layer: dolbyVision?.el_present_flag === 1,
    ...masteringFacts(stream),
  };
}

/** The red of the displays on which films are made, as far as a sample has them. */
const masteringPrimaries: Readonly<Record<string, string>> = { "34000/50000": "display_p3" };

function masteringFacts({ side_data_list: list }: ProbedStream): ClipFacts {
  const display = list.find((data) => data.max_luminance !== undefined);
  const light = list.find((data) => data.max_content !== undefined);
  return {
    mastering_primaries: masteringPrimaries[display?.red_x ?? ""] ?? null,
    mastering_min_luminance: quotient(display?.min_luminance),
    mastering_max_luminance: quotient(display?.max_luminance),
    max_content_light: light?.max_content ?? null,
    max_average_light: light?.max_average ?? null,
  };
}

function quotient(text: string | undefined): number | null {
  const [numerator, denominator] = text?.split("/").map(Number) ?? [];
  return numerator === undefined || denominator === undefined ? null : numerator / denominator;
}

/**
 * The facts that ffprobe reads from a clip.
 *
 * @throws {Error} when ffprobe cannot read the clip, or it has no picture
 */
export function readFacts(path: string): ClipFacts {
  const { format, chapters, streams } = answerSchema.parse(
    ffprobe(["-show_format", "-show_streams", "-show_chapters", path]),
  );
  const video = streams.find((stream) => stream.codec_type === "video" && !stream.disposition.attached_pic);
  if (video === undefined) throw new Error(`${path} has no picture.`);
  const audio = streams.filter((stream) => stream.codec_type === "audio");
  const [numerator, denominator] = frameRate(video);
  const { title, creation_time: created, encoder, ENCODER, date } = format.tags ?? {};
  return {
    container: format.format_name,
    duration_seconds: numberOf(format.duration),
    frame_rate_numerator: numerator,
    frame_rate_denominator: denominator,
    width: video.width ?? null,
    height: video.height ?? null,
    ...displaySize(video),
    rotation: rotation(video),
    hdr: hdrKind(video),
    bit_depth: pixelFormat(video.pix_fmt).bit_depth,
    video_codec: video.codec_name ?? null,
    audio_codec: audio[0]?.codec_name ?? null,
    audio_channels: audio[0]?.channels ?? null,
    sample_rate: numberOf(audio[0]?.sample_rate),
    bit_rate: numberOf(format.bit_rate),
    audio_count: audio.length,
    title: title ?? null,
    recorded_at: created === undefined ? null : new Date(created).toISOString(),
    encoder: encoder ?? ENCODER ?? null,
    date: date ?? null,
    chapter_count: chapters.length,
    streams: streams.map(streamFacts),
  };
}
