import type { Stream } from "../src/library/stream.ts";
import { type VideoDetails, videoDetailsSchema } from "../src/library/video-details.ts";

/** Details with nothing in them but these streams. */
export function detailsWith(streams: readonly Stream[] = []): VideoDetails {
  return videoDetailsSchema.parse({ displayWidth: 0, displayHeight: 0, streams });
}

export function subtitle(index: number, codec: string | null, language: string | null): Stream {
  const flags = { isDefault: false, isForced: false, isHearingImpaired: false, isCommentary: false };
  const uses = { isVisualImpaired: false, isOriginal: false, isDub: false };
  const unknown = { title: null, isAttachedPicture: false, bitRate: null };
  return { kind: "subtitle", index, codec, language, ...flags, ...uses, ...unknown, isText: true };
}
