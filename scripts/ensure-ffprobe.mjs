import { findProgram, installWithApt } from "./system-packages.mjs";

/** Makes sure of the ffprobe that the tests compare with: looks for it, or installs it where it may. */
export function ensureFfprobe() {
  if (findProgram("ffprobe") !== null) return;
  const output = installWithApt(["ffmpeg"], "as the tests compare with its ffprobe");
  if (findProgram("ffprobe") !== null) return;
  if (output !== null) process.stderr.write(output);
  throw new Error(
    "The tests need ffprobe on the PATH. Install FFmpeg (package `ffmpeg` of apt, dnf, apk and brew), then run this again.",
  );
}
