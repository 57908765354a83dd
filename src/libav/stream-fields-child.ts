/**
 * Reads the fields of streams and the tags of a file that libav has opened. Importing this loads libav, so only a child
 * process that may crash imports it.
 *
 * Each field is a call of libav, and this runs for every file. So only fields of a stream's own kind are read, and names
 * that libav has for its numbers are asked for once.
 */
import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_CHANNEL_ORDER_UNSPEC,
  AV_CODEC_ID_AV1,
  AV_CODEC_ID_NONE,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_DISPOSITION_COMMENT,
  AV_DISPOSITION_DEFAULT,
  AV_DISPOSITION_DUB,
  AV_DISPOSITION_FORCED,
  AV_DISPOSITION_HEARING_IMPAIRED,
  AV_DISPOSITION_ORIGINAL,
  AV_DISPOSITION_VISUAL_IMPAIRED,
  AV_OPT_TYPE_INT,
  AV_PKT_DATA_CONTENT_LIGHT_LEVEL,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_PKT_DATA_DOVI_CONF,
  AV_PKT_DATA_DYNAMIC_HDR10_PLUS,
  AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
  type AVCodecID,
  AVMEDIA_TYPE_ATTACHMENT,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
  type AVPixelFormat,
} from "node-av/constants";
import {
  avChannelLayoutDescribe,
  avGetCodecName,
  avGetPixFmtName,
  Codec,
  CodecContext,
  type CodecParameters,
  type FormatContext,
  type Stream,
} from "node-av/lib";
import { fieldOrderName, primariesName, rangeName, spaceName, transferName } from "./colour-names.ts";
import {
  type ContentLight,
  type DolbyVision,
  lineFromFile,
  longestName,
  type MasteringDisplay,
  type MediaStream,
  type Rational,
} from "./media.ts";
import { fieldsFromTagsOfFile, fieldsFromTagsOfStream, type Tags } from "./tags.ts";

/** The fields of all streams. Call it when libav has found what it can about them. */
export function mediaStreams(context: FormatContext): readonly MediaStream[] {
  return context.streams.map(mediaStream);
}

/** The fields that come from the tags of the file. */
export function fieldsOfTags(context: FormatContext): ReturnType<typeof fieldsFromTagsOfFile> {
  return fieldsFromTagsOfFile(takeTags(context));
}

/** More letters than the tags of any film have. */
const mostLetters = 10_000;

/**
 * The tags of a file or a stream, in one call of libav. They are removed from it if they are very long: `countChapters` has
 * libav describe the file, with each of their lines.
 */
function takeTags(owner: FormatContext | Stream): Tags {
  const tags = owner.metadata?.getAll() ?? {};
  const letters = Object.values(tags).reduce((sum, text) => sum + text.length, 0);
  if (letters > mostLetters) owner.metadata = null;
  return tags;
}

/** All fields of a stream. */
export function mediaStream(stream: Stream): MediaStream {
  const { codecpar, disposition } = stream;
  const kind = kindOf(codecpar);
  const isPicture = kind === "video";
  const isSound = kind === "audio";
  const codecId = codecpar.codecId;
  const has = (flag: number): boolean => (disposition & flag) !== 0;
  const declaredBitRate = isPicture || isSound ? Number(codecpar.bitRate) : 0;
  const { language, title, bitRate } = fieldsFromTagsOfStream(takeTags(stream), { kind, declaredBitRate });
  const sound = isSound ? soundFields(codecpar) : noSound;
  return {
    // Objects are made fastest from another one that comes first.
    ...(isPicture ? pictureFields(stream, codecpar) : noPicture),
    index: stream.index,
    kind,
    codecName: codecId === AV_CODEC_ID_NONE ? null : codecNames.of(codecId),
    language,
    title,
    bitRate,
    isDefault: has(AV_DISPOSITION_DEFAULT),
    isForced: has(AV_DISPOSITION_FORCED),
    isHearingImpaired: has(AV_DISPOSITION_HEARING_IMPAIRED),
    isCommentary: has(AV_DISPOSITION_COMMENT),
    isVisualImpaired: has(AV_DISPOSITION_VISUAL_IMPAIRED),
    isOriginal: has(AV_DISPOSITION_ORIGINAL),
    isDub: has(AV_DISPOSITION_DUB),
    isAttachedPicture: isPicture && has(AV_DISPOSITION_ATTACHED_PIC),
    channels: sound.channels,
    channelLayout: sound.channelLayout,
    sampleRate: sound.sampleRate,
    sampleBits: sound.sampleBits,
    profile: isPicture || isSound ? profileName(codecId, codecpar.profile) : null,
  };
}

const unknownRate: Rational = { numerator: 0, denominator: 0 };

const noPicture = {
  width: 0,
  height: 0,
  pixelAspect: unknownRate,
  rotation: 0,
  averageFrameRate: unknownRate,
  realFrameRate: unknownRate,
  frameCount: 0,
  level: null,
  pixelFormat: null,
  fieldOrder: null,
  colorPrimaries: null,
  colorTransfer: null,
  colorSpace: null,
  colorRange: null,
  dolbyVision: null,
  hasHdr10Plus: false,
  masteringDisplay: null,
  contentLight: null,
} satisfies Partial<MediaStream>;
type PictureFields = Pick<MediaStream, keyof typeof noPicture>;

const noSound = { channels: 0, channelLayout: null, sampleRate: 0, sampleBits: 0 } satisfies Partial<MediaStream>;
type SoundFields = Pick<MediaStream, keyof typeof noSound>;

function pictureFields(stream: Stream, codecpar: CodecParameters): PictureFields {
  const sideData = codecpar.nbCodedSideData > 0 ? codecpar : null;
  const { level } = codecpar;
  return {
    width: codecpar.width,
    height: codecpar.height,
    pixelAspect: pixelAspectOf(stream, codecpar),
    rotation: rotationOf(sideData?.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX) ?? null),
    averageFrameRate: rational(stream.avgFrameRate),
    realFrameRate: rational(stream.rFrameRate),
    frameCount: Number(stream.nbFrames),
    level: level === unknownLevel ? null : level,
    pixelFormat: pixelFormatNames.of(codecpar.format as AVPixelFormat),
    fieldOrder: fieldOrderName(fieldOrderOf(codecpar)),
    colorPrimaries: primariesName(codecpar.colorPrimaries),
    colorTransfer: transferName(codecpar.colorTrc),
    colorSpace: spaceName(codecpar.colorSpace),
    colorRange: rangeName(codecpar.colorRange),
    dolbyVision: dolbyVisionOf(sideData?.getCodedSideData(AV_PKT_DATA_DOVI_CONF) ?? null),
    hasHdr10Plus: (sideData?.getCodedSideData(AV_PKT_DATA_DYNAMIC_HDR10_PLUS) ?? null) !== null,
    masteringDisplay: masteringDisplayOf(sideData?.getCodedSideData(AV_PKT_DATA_MASTERING_DISPLAY_METADATA) ?? null),
    contentLight: contentLightOf(sideData?.getCodedSideData(AV_PKT_DATA_CONTENT_LIGHT_LEVEL) ?? null),
  };
}

/** AV_LEVEL_UNKNOWN */
const unknownLevel = -99;

/** AV_PROFILE_UNKNOWN */
const unknownProfile = -99;

/** More than any parameter sets. */
const mostExtradata = 64 * 1024;

/** node-av has no way to this field of a stream, but to this option of a codec, which copies `extradata`, too. */
function fieldOrderOf(codecpar: CodecParameters): number {
  if (codecpar.extradataSize > mostExtradata || codecpar.toContext(codec) < 0) return 0;
  return codec.getOption("field_order", AV_OPT_TYPE_INT) ?? 0;
}

const codec = new CodecContext();
codec.allocContext3();

/** As libav's `av_guess_sample_aspect_ratio`: the container's word counts before the stream's. */
function pixelAspectOf(stream: Stream, codecpar: CodecParameters): Rational {
  const { num, den } = stream.sampleAspectRatio;
  return num > 0 && den > 0 ? { numerator: num, denominator: den } : rational(codecpar.sampleAspectRatio);
}

function soundFields(codecpar: CodecParameters): SoundFields {
  const layout = codecpar.channelLayout;
  return {
    channels: layout.nbChannels,
    channelLayout: layout.order === AV_CHANNEL_ORDER_UNSPEC ? null : layoutName(layout),
    sampleRate: codecpar.sampleRate,
    sampleBits: codecpar.bitsPerRawSample,
  };
}

/** Names that libav has for numbers. */
class Names<Id extends number> {
  readonly #known = new Map<Id, string | null>();
  readonly #ask: (id: Id) => string | null;

  constructor(ask: (id: Id) => string | null) {
    this.#ask = ask;
  }

  of(id: Id): string | null {
    let name = this.#known.get(id);
    if (name === undefined) {
      name = this.#ask(id);
      this.#known.set(id, name);
    }
    return name;
  }
}

const codecNames = new Names<AVCodecID>(avGetCodecName);
const pixelFormatNames = new Names<AVPixelFormat>(avGetPixFmtName);

/** Of each codec that has named profiles. */
const profileNames = new Map<AVCodecID, ReadonlyMap<number, string | undefined>>();

/** A profile without a name is a number for ffprobe, too. */
function profileName(codecId: AVCodecID, profile: number): string | null {
  if (profile === unknownProfile) return null;
  const names = profileNames.get(codecId) ?? namedProfiles(codecId);
  profileNames.set(codecId, names);
  return names.get(profile) ?? String(profile);
}

function namedProfiles(codecId: AVCodecID): ReadonlyMap<number, string | undefined> {
  // The decoder that this libav prefers does not name them.
  if (codecId === AV_CODEC_ID_AV1) return new Map(["Main", "High", "Professional"].entries());
  const profiles = Codec.findDecoder(codecId)?.profiles ?? [];
  return new Map(profiles.map(({ profile, name }) => [profile, name]));
}

/** By the bits of their channels, which are all that tells two layouts of the native order apart. */
const layoutNames = new Map<bigint, string | null>();

/** A file may claim any bits. */
const mostLayouts = 1_000;

function layoutName(layout: CodecParameters["channelLayout"]): string | null {
  const isNative = layout.order === AV_CHANNEL_ORDER_NATIVE;
  const known = isNative ? layoutNames.get(layout.mask) : undefined;
  if (known !== undefined) return known;
  const name = lineFromFile(avChannelLayoutDescribe(layout), longestName);
  if (isNative && layoutNames.size < mostLayouts) layoutNames.set(layout.mask, name);
  return name;
}

function kindOf({ codecType }: CodecParameters): MediaStream["kind"] {
  if (codecType === AVMEDIA_TYPE_VIDEO) return "video";
  if (codecType === AVMEDIA_TYPE_AUDIO) return "audio";
  if (codecType === AVMEDIA_TYPE_SUBTITLE) return "subtitle";
  return codecType === AVMEDIA_TYPE_ATTACHMENT ? "attachment" : "data";
}

function rational({ num, den }: { readonly num: number; readonly den: number }): Rational {
  return { numerator: num, denominator: den };
}

/**
 * ffprobe's `rotation`: the degrees, counterclockwise and without their fraction, by which a display matrix turns the
 * picture. The matrix is 3 by 3 numbers of 32 bits.
 *
 * @see https://ffmpeg.org/doxygen/trunk/group__lavu__video__display.html av_display_rotation_get
 */
function rotationOf(matrix: Buffer | null): number {
  if (matrix === null || matrix.length < 36) return 0;
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => matrix.readInt32LE(offset));
  if (a === undefined || b === undefined || c === undefined || d === undefined) return 0;
  const [scaleX, scaleY] = [Math.hypot(a, c), Math.hypot(b, d)];
  if (scaleX === 0 || scaleY === 0) return 0;
  const degrees = (Math.atan2(b / scaleY, a / scaleX) * 180) / Math.PI;
  // The sum turns -0 into 0.
  return Math.trunc(-degrees) + 0;
}

/** @param record libav's AVDOVIDecoderConfigurationRecord: a byte for each field */
function dolbyVisionOf(record: Buffer | null): DolbyVision | null {
  if (record === null || record.length < 8) return null;
  const [, , profile = 0, level = 0, , layer = 0, , compatibility = 0] = record;
  return { profile, level, hasEnhancementLayer: layer === 1, compatibility };
}

/** @param data libav's AVMasteringDisplayMetadata: 10 fractions, and two flags that say which of them are given */
function masteringDisplayOf(data: Buffer | null): MasteringDisplay | null {
  if (data === null || data.length < 88) return null;
  const fraction = (nth: number) => data.readInt32LE(8 * nth) / data.readInt32LE(8 * nth + 4);
  const hasLuminance = data.readInt32LE(84) !== 0;
  return {
    primaries: data.readInt32LE(80) === 0 ? null : [0, 1, 2, 3, 4, 5].map(fraction),
    minLuminance: hasLuminance ? fraction(8) : null,
    maxLuminance: hasLuminance ? fraction(9) : null,
  };
}

/** @param data libav's AVContentLightMetadata: two numbers */
function contentLightOf(data: Buffer | null): ContentLight | null {
  if (data === null || data.length < 8) return null;
  return { maxContent: data.readUInt32LE(0), maxAverage: data.readUInt32LE(4) };
}
