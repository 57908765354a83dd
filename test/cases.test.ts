/** Files that went wrong once, probed by both probers. samples/cases/README.md says what each is and what is right. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatWhitelist } from "../src/libav/formats.ts";
import type { VideoFacts } from "../src/library/video.ts";
import { createFfprobeProber } from "../src/scanning/probe/ffprobe-prober.ts";
import { createLibavProber } from "../src/scanning/probe/libav-prober.ts";
import type { ProbeLimits, Prober } from "../src/scanning/probe/prober.ts";

const directory = join(import.meta.dirname, "../samples/cases");

/** Lengths are right to a tenth of a second. */
const about = (seconds: number) => expect.closeTo(seconds, 1);
const measured = { durationSource: "measured", suspect: null } as const;
const declared = { durationSource: "declared", suspect: null } as const;

const right: Readonly<Record<string, Partial<VideoFacts>>> = {
  "a.mxf": {
    container: "mxf",
    videoCodec: "mpeg2video",
    width: 720,
    height: 576,
    durationSeconds: about(0.08),
    ...declared,
  },
  "avi-piped.avi": { videoCodec: "mpeg4", audioCodec: "mp3", durationSeconds: about(2), ...measured },
  "cover-first-unflagged.mkv": {
    videoCodec: "h264",
    width: 160,
    height: 90,
    frameRateNumerator: 25,
    frameRateDenominator: 1,
    durationSeconds: about(2),
    ...declared,
  },
  "dvd-anamorphic.mpg": { videoCodec: "mpeg2video", width: 720, height: 480, durationSeconds: about(0.2), ...declared },
  "hdr-hlg.mp4": { videoCodec: "hevc", width: 640, height: 360, durationSeconds: about(1), ...declared },
  "hdr10-pq.mp4": { videoCodec: "hevc", width: 640, height: 360, durationSeconds: about(1), ...declared },
  "joined-jump.ts": { videoCodec: "mpeg2video", width: 160, durationSource: "declared", suspect: "length" },
  "mediarecorder.webm": { videoCodec: "vp8", audioCodec: "opus", durationSeconds: about(2), ...measured },
  "negative-length.flv": { videoCodec: "flv1", audioCodec: "mp3", durationSeconds: about(2), ...measured },
  "same-size-1.mp4": { videoCodec: "h264", width: 320, height: 180 },
  "same-size-2.mp4": { videoCodec: "h264", width: 640, height: 360 },
  "sdr-reference.mp4": { videoCodec: "h264", width: 640, height: 360, durationSeconds: about(1), ...declared },
};

test("every case has its right values here", async () => {
  const files = (await readdir(directory)).filter((name) => !/^(make\.sh|README\.md)$/.test(name));
  expect(files.toSorted()).toEqual(Object.keys(right).toSorted());
});

describe.each([
  { name: "libav", create: createLibavProber },
  { name: "ffprobe", create: (limits: ProbeLimits) => createFfprobeProber(limits) },
])("with $name", ({ create }) => {
  const limits = { concurrency: 2, timeoutMs: 20_000, memoryBytes: 1024 ** 3, niceness: 0 };
  let prober: Prober;
  let proberOfUsualFormats: Prober;
  beforeAll(() => {
    prober = create({ ...limits, formats: formatWhitelist(["mxf"]) });
    proberOfUsualFormats = create(limits);
  });
  afterAll(() => Promise.all([prober.close(), proberOfUsualFormats.close()]));

  test.each(Object.entries(right))("%s is read rightly", async (name, facts) => {
    expect(await prober.probe(join(directory, name))).toMatchObject({ kind: "video", facts });
  });

  test("a container that no extension of the settings asks for is refused in words that say so", async () => {
    expect(await proberOfUsualFormats.probe(join(directory, "a.mxf"))).toMatchObject({
      problem: {
        code: "not_video",
        message: "cannot be read as a video: its container is not one that Gleaner reads",
      },
    });
  });
});
