/**
 * Reads a clip with ffprobe, into the fields of `facts.json`. This file imports nothing from `src/` on purpose: the
 * tests compare the scanner with its results.
 */
import { execFileSync } from "node:child_process";
import { z } from "zod";

const streamSchema = z.object({
  codec_name: z.string().optional(),
  codec_type: z.string(),
  width: z.int().optional(),
  height: z.int().optional(),
  avg_frame_rate: z.string(),
  r_frame_rate: z.string(),
  channels: z.int().optional(),
  sample_rate: z.string().optional(),
  disposition: z.object({ attached_pic: z.int() }),
  tags: z.object({ language: z.string().optional() }).optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
});

const answerSchema = z.object({
  format: z.object({
    format_name: z.string(),
    duration: z.string().optional(),
    bit_rate: z.string().optional(),
  }),
  streams: z.array(streamSchema),
});

type Stream = z.infer<typeof streamSchema>;

export interface ClipFacts {
  readonly container: string;
  readonly duration_seconds: number | null;
  readonly frame_rate_numerator: number | null;
  readonly frame_rate_denominator: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly rotation: number;
  readonly video_codec: string | null;
  readonly audio_codec: string | null;
  readonly audio_channels: number | null;
  readonly sample_rate: number | null;
  readonly bit_rate: number | null;
  readonly audio_count: number;
  readonly subtitle_streams: readonly { readonly codec_name: string | null; readonly language: string | null }[];
}

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
function frameRate(stream: Stream): readonly [number, number] | readonly [null, null] {
  const known = [stream.avg_frame_rate, stream.r_frame_rate].find((rate) => rate !== "0/0");
  const [numerator, denominator] = known?.split("/") ?? [];
  return numerator === undefined || denominator === undefined ? [null, null] : [Number(numerator), Number(denominator)];
}

/**
 * The facts that ffprobe reads from a clip.
 *
 * @throws {Error} when ffprobe cannot read the clip, or it has no picture
 */
export function readFacts(path: string): ClipFacts {
  const { format, streams } = answerSchema.parse(ffprobe(["-show_format", "-show_streams", path]));
  const video = streams.find((stream) => stream.codec_type === "video" && stream.disposition.attached_pic === 0);
  if (video === undefined) throw new Error(`${path} has no picture.`);
  const audio = streams.filter((stream) => stream.codec_type === "audio");
  const [numerator, denominator] = frameRate(video);
  return {
    container: format.format_name,
    duration_seconds: numberOf(format.duration),
    frame_rate_numerator: numerator,
    frame_rate_denominator: denominator,
    width: video.width ?? null,
    height: video.height ?? null,
    rotation: video.side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0,
    video_codec: video.codec_name ?? null,
    audio_codec: audio[0]?.codec_name ?? null,
    audio_channels: audio[0]?.channels ?? null,
    sample_rate: numberOf(audio[0]?.sample_rate),
    bit_rate: numberOf(format.bit_rate),
    audio_count: audio.length,
    subtitle_streams: streams
      .filter((stream) => stream.codec_type === "subtitle")
      .map((stream) => ({ codec_name: stream.codec_name ?? null, language: stream.tags?.language ?? null })),
  };
}
