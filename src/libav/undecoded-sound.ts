/** What rules know of sound before it is decoded, and say of it, see `certain-sound.ts`. */

/** What libav has read without a decoder: of the container at first, and later of packets, too. */
export interface UndecodedSound {
  /** Of the demuxer. */
  readonly container: string;
  readonly codecName: string;
  readonly extradata: Buffer | null;
  readonly sampleRate: number;
  readonly channels: number;
  /** libav's bits of the channels. Null where it does not know them. */
  readonly layout: bigint | null;
  /** In bits a second. 0 where libav does not know it. */
  readonly bitRate: number;
  /** libav's number. */
  readonly profile: number;
  /** libav's bits of what the stream is for. Sound may say it, too. */
  readonly disposition: number;
}

/** What a decoder would say. */
export interface DecodedSound {
  /** libav's number. Null where the decoder does not say. */
  readonly profile: number | null;
  readonly sampleRate: number;
  readonly channels: number;
  /** libav's bits of the channels. */
  readonly layout: bigint;
  /** Missing where the decoder does not say. */
  readonly bitsPerRawSample?: number;
}
