import type { MediaStream } from "./media.ts";

/** Codecs of pictures. A film may consist of such pictures too, so they only lose against other codecs. */
const pictureCodecs: ReadonlySet<string> = new Set([
  "apng",
  "bmp",
  "gif",
  "jpeg2000",
  "jpegls",
  "mjpeg",
  "png",
  "tiff",
  "webp",
]);

type Stream = Pick<
  MediaStream,
  "kind" | "codecName" | "isDefault" | "isAttachedPicture" | "width" | "height" | "frameCount"
>;

/**
 * The stream that is the film, by ffmpeg's rule: the default stream, then the largest, then the first. A cover is never
 * the film. A still picture is the film only if there is nothing else, because covers often lack their flag.
 *
 * @see https://ffmpeg.org/ffmpeg.html#Automatic-stream-selection
 */
export function filmStream<Candidate extends Stream>(streams: readonly Candidate[]): Candidate | undefined {
  const candidates = streams.filter((stream) => stream.kind === "video" && !stream.isAttachedPicture);
  return candidates.reduce<Candidate | undefined>(
    (best, stream) => (best === undefined || isBetter(stream, best) ? stream : best),
    undefined,
  );
}

function isBetter(one: Stream, other: Stream): boolean {
  if (isStill(one) !== isStill(other)) return isStill(other);
  if (one.isDefault !== other.isDefault) return one.isDefault;
  return one.width * one.height > other.width * other.height;
}

function isStill({ frameCount, codecName }: Stream): boolean {
  return frameCount === 1 || (codecName !== null && pictureCodecs.has(codecName));
}
