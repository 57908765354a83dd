/**
 * The streams of a video. The schema checks what a process or the database says about them. A field that is unknown, or
 * false, may be left out there, so that a film with many streams takes little room.
 */
import { z } from "zod";
import { hdrKinds, masteringPrimaries } from "./picture-colours.ts";

const text = z.string().max(4_096).nullable().default(null);
const count = z.int().nonnegative();
const whole = z.int().nullable().default(null);
const flag = z.boolean().default(false);

export const hdrKind = z.enum(hdrKinds);

const ofEveryKind = {
  /** The stream's number in the file, from 0. */
  index: count,
  /** ffprobe's `codec_name`; null for a codec that libav does not know. */
  codec: text,
  /** The tag `language`, mostly ISO 639-2. */
  language: text,
  /** The tag `title`. Of an attachment without it, the name of its file. */
  title: text,
  isDefault: flag,
  isForced: flag,
  isHearingImpaired: flag,
  isCommentary: flag,
  /** For people who do not see well, such as an audio description. */
  isVisualImpaired: flag,
  isOriginal: flag,
  isDub: flag,
  isAttachedPicture: flag,
  /** In bits a second. */
  bitRate: whole,
};

const picture = z.object({
  kind: z.literal("video"),
  ...ofEveryKind,
  profile: text,
  /** The codec's own number, such as 41 for level 4.1 of H.264. */
  level: whole,
  /** In pixels, as stored: before rotation and before pixels that are not square are stretched. */
  width: count,
  height: count,
  /** Before rotation, with pixels that are not square stretched. */
  displayWidth: count,
  displayHeight: count,
  /** In degrees, -180 to 180. */
  rotation: z.int().default(0),
  /** `avg_frame_rate` and `r_frame_rate`, such as `24000/1001`. */
  avgFrameRate: text,
  rFrameRate: text,
  pixelFormat: text,
  /** Of the largest component, in bits. */
  bitDepth: whole,
  /** How the colours are sampled, such as `4:2:0`; `gray` or `rgb` where there is no such thing. */
  chroma: text,
  fieldOrder: text,
  colorPrimaries: text,
  colorTransfer: text,
  colorSpace: text,
  colorRange: text,
  hdr: hdrKind,
  dolbyVisionProfile: whole,
  /** `dv_bl_signal_compatibility_id`: 1 for HDR10, 2 for SDR, 4 for HLG. */
  dolbyVisionCompatibility: whole,
  dolbyVisionLevel: whole,
  /** Whether a second picture, of Dolby Vision, adds to this one. */
  enhancementLayer: flag,
  /** The colours of the display on which the film was made. */
  masteringPrimaries: z.enum(masteringPrimaries).nullable().default(null),
  /** Of this display, in cd/m². */
  masteringMinLuminance: z.number().nullable().default(null),
  masteringMaxLuminance: z.number().nullable().default(null),
  /** Of the brightest pixel, and of the frame that is brightest on average, in cd/m². */
  maxContentLight: whole,
  maxAverageLight: whole,
});

const sound = z.object({
  kind: z.literal("audio"),
  ...ofEveryKind,
  profile: text,
  channels: whole,
  channelLayout: text,
  /** In hertz. */
  sampleRate: whole,
  /** Of a sample of lossless sound, in bits. */
  bitDepth: whole,
  objectAudio: z.enum(["atmos", "dts_x"]).nullable().default(null),
});

const subtitle = z.object({
  kind: z.literal("subtitle"),
  ...ofEveryKind,
  /** False for subtitles that are pictures. */
  isText: flag,
});

const other = z.object({ kind: z.enum(["attachment", "data"]), ...ofEveryKind });

export const streamSchema = z.discriminatedUnion("kind", [picture, sound, subtitle, other]);

export type Stream = z.output<typeof streamSchema>;
export type PictureStream = z.output<typeof picture>;
export type SoundStream = z.output<typeof sound>;
