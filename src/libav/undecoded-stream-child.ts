/** What libav knows of a stream before it is decoded. Loads libav, so only a child process imports this. */
import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_DISPOSITION_ATTACHED_PIC,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from "node-av/constants";
import { avGetCodecName, type CodecParameters, type Stream } from "node-av/lib";
import type { CertainSound } from "./certain-sound.ts";
import type { Rational } from "./media.ts";
import type { Rule, UndecodedPicture } from "./undecoded-picture.ts";
import type { UndecodedSound } from "./undecoded-sound.ts";

/** Each field is a call of libav, so it is read only where a rule asks for it. */
export class UndecodedStream implements UndecodedPicture, UndecodedSound {
  readonly container: string;
  readonly codecpar: CodecParameters;
  /** The rule that fits, once it is known. */
  rule: Rule | null = null;
  sound: CertainSound | null = null;
  /** The first bytes of the stream, where they are known before libav reads packets. */
  start: Buffer | null = null;
  readonly #stream: Stream;
  #extradata: Buffer | null | undefined;

  /** @param container of the demuxer */
  constructor(stream: Stream, container: string) {
    this.container = container;
    this.codecpar = stream.codecpar;
    this.#stream = stream;
  }

  get index(): number {
    return this.#stream.index;
  }

  /** Of the container. In a transport stream, it is in each packet. */
  get id(): number {
    return this.#stream.id;
  }

  get isVideo(): boolean {
    return this.codecpar.codecType === AVMEDIA_TYPE_VIDEO;
  }

  get isSound(): boolean {
    return this.codecpar.codecType === AVMEDIA_TYPE_AUDIO;
  }

  get isAttachedPicture(): boolean {
    return this.#stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC);
  }

  get disposition(): number {
    return this.#stream.disposition;
  }

  get hasLength(): boolean {
    return this.#stream.duration > 0n;
  }

  get codecName(): string {
    const { codecId } = this.codecpar;
    let name = codecNames.get(codecId);
    if (name === undefined) {
      name = avGetCodecName(codecId) ?? "";
      codecNames.set(codecId, name);
    }
    return name;
  }

  get codecTag(): string | null {
    return this.codecpar.codecTagString;
  }

  get profile(): number {
    return this.codecpar.profile;
  }

  get level(): number {
    return this.codecpar.level;
  }

  get declaredFrameRate(): Rational {
    return rational(this.codecpar.frameRate);
  }

  /** As it was when there was one first. */
  get extradata(): Buffer | null {
    this.#extradata ??= this.codecpar.extradata;
    return this.#extradata;
  }

  get width(): number {
    return this.codecpar.width;
  }

  get height(): number {
    return this.codecpar.height;
  }

  get averageFrameRate(): Rational {
    return rational(this.#stream.avgFrameRate);
  }

  get realFrameRate(): Rational {
    return rational(this.#stream.rFrameRate);
  }

  get sampleRate(): number {
    return this.codecpar.sampleRate;
  }

  /** Whether libav knows where the channels are heard, as a decoder of Vorbis tells it. */
  get hasLayout(): boolean {
    return this.codecpar.channelLayout.order === AV_CHANNEL_ORDER_NATIVE;
  }

  get layout(): bigint | null {
    const { order, mask } = this.codecpar.channelLayout;
    return order === AV_CHANNEL_ORDER_NATIVE ? mask : null;
  }

  get bitRate(): number {
    return Number(this.codecpar.bitRate);
  }

  get channels(): number {
    return this.codecpar.channelLayout.nbChannels;
  }

  get delay(): number {
    return this.codecpar.videoDelay;
  }
}

/** libav's. */
const codecNames = new Map<number, string>();

function rational({ num, den }: { readonly num: number; readonly den: number }): Rational {
  return { numerator: num, denominator: den };
}
