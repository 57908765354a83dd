/**
 * The name that people use for the size of a picture: the smallest usual frame that holds it, in landscape or portrait.
 * A name stands for a frame, not for a number of lines, because films can be wider or narrower than the frame: 1920x800
 * is 1080p, and so is 1440x1080.
 *
 * Two frames are larger than their names say, so that they hold every format of that name:
 * - sd is as wide as widescreen PAL with square pixels (1024x576). NTSC (854x480) and VGA fit into it.
 * - 2160p is as wide as the 4K of cinemas (DCI, 4096x2160), and as high as 16:9 at that width (4096x2304), which cameras
 *   record. The 4K of television (UHD, 3840x2160) fits into it.
 */

/** The smallest first. */
export const resolutions = ["sd", "720p", "1080p", "1440p", "2160p", "4320p"] as const;
export type Resolution = (typeof resolutions)[number];

/** The name of all pictures that fit into none of the frames. */
export const beyondFrames = "4320p" satisfies Resolution;

/** The smallest first. Each frame holds those before it. Sides are in pixels. */
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

/** @param picture in pixels. A picture turned by 90 degrees has the same resolution. */
export function resolutionOf(picture: { readonly width: number; readonly height: number }): Resolution {
  const long = Math.max(picture.width, picture.height);
  const short = Math.min(picture.width, picture.height);
  return resolutionFrames.find((frame) => long <= frame.long && short <= frame.short)?.name ?? beyondFrames;
}
