import { z } from "zod";
import { count } from "./request-values.ts";

const flag = z.boolean();
const name = z.string().nullable();
const number = z.number().nullable();

export const hdrKindSchema = z.enum(["sdr", "hdr10", "hdr10+", "hlg", "dolby_vision"]);

const ofEveryKind = {
  index: count.describe("The number of the stream in the file"),
  codec: name,
  language: name.describe("The tag of the file, mostly ISO 639-2"),
  title: name.describe("The tag of the file; of an attachment, else the name of its file"),
  default: flag,
  forced: flag,
  hearing_impaired: flag,
  commentary: flag,
  visual_impaired: flag.describe("For people who do not see well, such as an audio description"),
  original: flag.describe("In the language of the film"),
  dub: flag,
  attached_picture: flag.describe("A cover"),
  bit_rate: number.describe("In bits per second"),
};

const pictureSchema = z.object({
  kind: z.literal("video"),
  ...ofEveryKind,
  profile: name,
  level: number.describe("The codec's own number, such as 41 for level 4.1 of H.264"),
  width: z.number(),
  height: z.number(),
  display_width: z.number().describe("With pixels that are not square stretched; before rotation"),
  display_height: z.number(),
  rotation: z.number().describe("In degrees, -180 to 180"),
  avg_frame_rate: name,
  r_frame_rate: name,
  pixel_format: name,
  bit_depth: number,
  chroma: name.describe("How colours are sampled, such as `4:2:0`; `gray` or `rgb` for other pictures"),
  field_order: name,
  color_primaries: name,
  color_transfer: name,
  color_space: name,
  color_range: name,
  hdr: hdrKindSchema.describe(
    "`sdr` for all that the file does not call HDR; `hdr10+` only if the container says so, and not only the frames",
  ),
  dolby_vision_profile: number,
  dolby_vision_compatibility: number.describe("The picture without Dolby Vision: 1 for HDR10, 2 for SDR, 4 for HLG"),
  dolby_vision_level: number,
  enhancement_layer: flag.describe("Whether the stream has a second picture, of Dolby Vision, that adds to the first"),
  mastering_primaries: z
    .enum(["bt709", "display_p3", "bt2020"])
    .nullable()
    .describe("The colours of the display on which an HDR film was made"),
  mastering_min_luminance: number.describe("Of this display, in cd/m²"),
  mastering_max_luminance: number,
  max_content_light: number.describe("MaxCLL: of the brightest pixel, in cd/m²"),
  max_average_light: number.describe("MaxFALL: of the frame that is brightest on average, in cd/m²"),
});

const soundSchema = z.object({
  kind: z.literal("audio"),
  ...ofEveryKind,
  profile: name,
  channels: number,
  channel_layout: name,
  sample_rate: number.describe("In hertz"),
  bit_depth: number.describe("Of a sample of lossless sound"),
  object_audio: z.enum(["atmos", "dts_x"]).nullable(),
});

const subtitleSchema = z.object({
  kind: z.literal("subtitle"),
  ...ofEveryKind,
  text: flag.describe("False for subtitles that are pictures"),
});

const otherSchema = z.object({ kind: z.enum(["attachment", "data"]), ...ofEveryKind });

export const streamSchema = z
  .discriminatedUnion("kind", [pictureSchema, soundSchema, subtitleSchema, otherSchema])
  .meta({ id: "Stream", description: "Names and values are those of ffprobe where it has them" });
export type StreamJson = z.output<typeof streamSchema>;
