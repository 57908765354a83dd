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
  readonly streams: readonly MediaStream[];
}

/** A stream. Only the fields of its kind have a meaning. A number that libav does not know is 0. */
export interface MediaStream {
  /** The stream's number in the file, from 0. */
  readonly index: number;
  readonly kind: "video" | "audio" | "subtitle" | "other";
  readonly codecName: string | null;
  readonly language: string | null;
  /** Whether the file calls it the stream to play. */
  readonly isDefault: boolean;
  /** Whether the file calls it a cover, not a film. */
  readonly isAttachedPicture: boolean;
  readonly width: number;
  readonly height: number;
  /** In degrees. */
  readonly rotation: number;
  readonly averageFrameRate: Rational;
  readonly realFrameRate: Rational;
  /** As the container declares it. */
  readonly frameCount: number;
  readonly channels: number;
  /** In hertz. */
  readonly sampleRate: number;
}

export interface Rational {
  readonly numerator: number;
  readonly denominator: number;
}

/** Longest texts that are taken from a file, in letters. A file may hold texts of any length. */
export const longestLanguage = 16;
export const longestCodec = 64;
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
