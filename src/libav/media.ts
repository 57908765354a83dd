/** A media file in the terms of libav, whether libav itself or ffprobe has read it. */
export interface Media {
  /** Names of the demuxer, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  /** The length that libav reports, in seconds. May make no sense, and may be guessed: see `length.ts`. */
  readonly durationSeconds: number | null;
  /** The time of the first packet, in seconds; 0 when it is not known. */
  readonly startSeconds: number;
  /** The length found by reading the file to its last packet, in seconds. Null when it was not measured. */
  readonly measuredSeconds: number | null;
  /** In bits a second. */
  readonly bitRate: number | null;
  /** Size of the file, in bytes. */
  readonly sizeBytes: number;
  readonly title: string | null;
  /** The time at which it was recorded or written, as the file has it. */
  readonly creationTime: string | null;
  /** The program that wrote the file. */
  readonly encoder: string | null;
  /** The date of the film, as the file has it: a year, a day, or any text. */
  readonly date: string | null;
  readonly chapterCount: number;
  readonly streams: readonly MediaStream[];
}

/** A stream. Only the fields of its kind have a meaning. A number that libav does not know is 0, a text null. */
export interface MediaStream {
  /** The stream's number in the file, from 0. */
  readonly index: number;
  readonly kind: "video" | "audio" | "subtitle" | "attachment" | "data";
  readonly codecName: string | null;
  /** Names of libav, such as `Main 10`. */
  readonly profile: string | null;
  readonly language: string | null;
  /** Of an attachment without a title, the name of its file. */
  readonly title: string | null;
  /** Whether the file calls it the stream to play. */
  readonly isDefault: boolean;
  readonly isForced: boolean;
  readonly isHearingImpaired: boolean;
  readonly isCommentary: boolean;
  /** Whether sounds or subtitles are for people who do not see well, such as an audio description. */
  readonly isVisualImpaired: boolean;
  /** Whether it is in the language of the film. */
  readonly isOriginal: boolean;
  readonly isDub: boolean;
  /** Whether the file calls it a cover, not a film. */
  readonly isAttachedPicture: boolean;
  /** In bits a second, as the stream declares it, or the statistics that Matroska muxers write. */
  readonly bitRate: number;

  // Pictures
  readonly width: number;
  readonly height: number;
  /** The shape of a pixel: its width by its height. */
  readonly pixelAspect: Rational;
  /** In degrees. */
  readonly rotation: number;
  readonly averageFrameRate: Rational;
  readonly realFrameRate: Rational;
  /** As the container declares it. */
  readonly frameCount: number;
  /** The codec's own number, such as 41 for level 4.1 of H.264; null if it is not known. */
  readonly level: number | null;
  readonly pixelFormat: string | null;
  readonly fieldOrder: string | null;
  readonly colorPrimaries: string | null;
  readonly colorTransfer: string | null;
  readonly colorSpace: string | null;
  readonly colorRange: string | null;
  readonly dolbyVision: DolbyVision | null;
  /** Whether the container says that the stream has the dynamic metadata of HDR10+. */
  readonly hasHdr10Plus: boolean;
  /** The display on which the film was made (SMPTE ST 2086). */
  readonly masteringDisplay: MasteringDisplay | null;
  /** How bright the film gets (CTA-861.3). */
  readonly contentLight: ContentLight | null;

  // Sound
  readonly channels: number;
  readonly channelLayout: string | null;
  /** In hertz. */
  readonly sampleRate: number;
  /** Of a sample of lossless sound, in bits, where the stream says so. */
  readonly sampleBits: number;
}

/** Parts of the record that a container holds about a Dolby Vision stream. */
export interface DolbyVision {
  readonly profile: number;
  readonly level: number;
  /** Whether a second picture adds to the first. */
  readonly hasEnhancementLayer: boolean;
  /** What the picture is without Dolby Vision: 1 for HDR10, 2 for SDR, 4 for HLG, 0 for none of these. */
  readonly compatibility: number;
}

export interface MasteringDisplay {
  /** x and y of red, green and blue in the CIE 1931 colour space; null where they are not given. */
  readonly primaries: readonly number[] | null;
  /** In cd/m², null where it is not given. */
  readonly minLuminance: number | null;
  readonly maxLuminance: number | null;
}

export interface ContentLight {
  /** Of the brightest pixel, in cd/m². 0 where it is not known. */
  readonly maxContent: number;
  /** Of the frame that is brightest on average. */
  readonly maxAverage: number;
}

export interface Rational {
  readonly numerator: number;
  readonly denominator: number;
}

/** Longest texts that are taken from a file, in letters. A file may hold texts of any length. */
export const longestLanguage = 16;
export const longestName = 64;
export const longestTitle = 160;
export const longestText = 4_096;

/**
 * A text from a file as the rest of the program can keep it: cut, without NUL, which databases do not take, and without
 * halves of letters, which are no Unicode.
 */
export function textFromFile(text: string, longest: number): string {
  const cut = text.slice(0, longest).replaceAll("\0", "");
  // A cut between the two halves of a letter leaves the first.
  const whole = /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
  return whole.toWellFormed();
}

/** A text of one line for people, such as a title: line breaks and control characters become blanks. Null if nothing is left. */
export function lineFromFile(text: string | null | undefined, longest: number): string | null {
  if (text === null || text === undefined) return null;
  const line = textFromFile(text, longest)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
  return line === "" ? null : line;
}
