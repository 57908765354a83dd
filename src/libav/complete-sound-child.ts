/** Sets what a decoder of sound would have set in libav's structures. Loads libav, so only a child process imports this. */
import { AV_CHANNEL_ORDER_NATIVE, type AVProfile } from "node-av/constants";
import type { CodecParameters } from "node-av/lib";
import type { DecodedSound } from "./undecoded-sound.ts";

/** Does as `avformat_find_stream_info` after decoding, for what says something of the sound to a person. */
export function completeSound(
  codecpar: CodecParameters,
  { profile, channels, layout, bitsPerRawSample }: DecodedSound,
): void {
  if (profile !== null) codecpar.profile = profile as AVProfile;
  if (bitsPerRawSample !== undefined) codecpar.bitsPerRawSample = bitsPerRawSample;
  codecpar.channelLayout = { order: AV_CHANNEL_ORDER_NATIVE, nbChannels: channels, mask: layout };
}
