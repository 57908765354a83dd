import { findProgram, installWithApt } from "./system-packages.mjs";

/** Finds the ffprobe that the tests compare with, or installs it. */
export function ensureFfprobe() {
  if (findProgram("ffprobe") !== null) return;
  const output = installWithApt(["ffmpeg"], "for the tests that compare with its ffprobe");
  if (findProgram("ffprobe") !== null) return;
  if (output !== null) process.stderr.write(output);
  throw new Error(
    "The tests need ffprobe on the PATH. Install FFmpeg (package `ffmpeg` of apt, dnf, apk and brew), then run this again.",
  );
}
