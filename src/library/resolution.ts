/**
 * How large a picture is, in the words that people use: the smallest usual frame into which it fits, lying or
 * standing. A name stands for a frame and not for a number of lines, as films are wider than a frame, or narrower:
 * one of 1920x800 is 1080p, and so is one of 1440x1080.
 *
 * Two frames are larger than their names say, so that they hold all that goes by the name:
 * - sd is as wide as PAL on a wide screen with square pixels (1024x576); NTSC (854x480) and VGA fit into it.
 * - 2160p is as wide as the 4K of cinemas (DCI, 4096x2160) and as high as 16:9 at that width (4096x2304), which
 *   cameras record; the 4K of television (UHD, 3840x2160) fits into it.
 */

/** The smallest first. */
export const resolutions = ["sd", "720p", "1080p", "1440p", "2160p", "4320p"] as const;
export type Resolution = (typeof resolutions)[number];

/** What does not fit into any of the frames. */
export const beyondFrames = "4320p" satisfies Resolution;

/** The smallest first; each holds those before it. Sides in pixels. */
export const resolutionFrames: readonly {
  readonly name: Exclude<Resolution, typeof beyondFrames>;
  readonly long: number;
  readonly short: number;
}[] = [
  { name: "sd", long: 1024, short: 576 },
  { name: "720p", long: 1280, short: 720 },
  { name: "1080p", long: 1920, short: 1080 },
  { name: "1440p", long: 2560, short: 1440 },
  { name: "2160p", long: 4096, short: 2304 },
];

/** @param picture its size in pixels; turning it by 90 degrees changes nothing */
export function resolutionOf(picture: { readonly width: number; readonly height: number }): Resolution {
  const long = Math.max(picture.width, picture.height);
  const short = Math.min(picture.width, picture.height);
  return resolutionFrames.find((frame) => long <= frame.long && short <= frame.short)?.name ?? beyondFrames;
}
