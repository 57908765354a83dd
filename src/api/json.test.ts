/** Rows may say anything that the database can hold; the answers made of them must fit their schemas all the same. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Job, parseJobId } from "../jobs/job.ts";
import { hdrKinds } from "../library/picture-colours.ts";
import { parseVideoId, type Video } from "../library/video.ts";
import { videoDetailsSchema } from "../library/video-details.ts";
import { problemsSchema } from "./contract/file-errors.ts";
import { jobSchema } from "./contract/jobs.ts";
import { videoSchema } from "./contract/videos.ts";
import { jobJson } from "./job-json.ts";
import { fileErrorJson, videoJson } from "./video-json.ts";
import { secondsJson, timeJson } from "./wire-values.ts";

const anyNumber = fc.oneof(
  fc.double({ noNaN: true }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -1, 2 ** 53, 2 ** 63, 3.16e17),
);
const numberOrNull = fc.option(anyNumber);
const text = fc.string();
const textOrNull = fc.option(text);
const time = fc.date({ noInvalidDate: true });
const timeOrNull = fc.option(time);
const jobId = fc.uuid().map((id) => present(parseJobId(id)));
const videoId = fc.uuid().map((id) => present(parseVideoId(id)));

const stream = fc.record(
  {
    kind: fc.constantFrom("video", "audio", "subtitle", "attachment", "data"),
    index: fc.nat(),
    codec: textOrNull,
    language: textOrNull,
    title: textOrNull,
    isForced: fc.boolean(),
    bitRate: fc.option(fc.maxSafeNat()),
    width: fc.nat(),
    height: fc.nat(),
    displayWidth: fc.nat(),
    displayHeight: fc.nat(),
    level: fc.option(fc.integer()),
    hdr: fc.constantFrom(...hdrKinds),
    channels: fc.option(fc.nat()),
    sampleRate: fc.option(fc.nat()),
  },
  { requiredKeys: ["kind", "index", "width", "height", "displayWidth", "displayHeight", "hdr"] },
);

const subtitleFile = fc.record({
  filename: text,
  language: textOrNull,
  isForced: fc.boolean(),
  isHearingImpaired: fc.boolean(),
  isCommentary: fc.boolean(),
});

const video: fc.Arbitrary<Video> = fc.record({
  id: videoId,
  path: text,
  filename: text,
  container: text,
  durationSource: fc.constantFrom("declared" as const, "measured" as const, null),
  suspect: fc.constantFrom("length" as const, null),
  durationSeconds: numberOrNull,
  frameRateNumerator: numberOrNull,
  frameRateDenominator: numberOrNull,
  width: anyNumber,
  height: anyNumber,
  rotation: anyNumber,
  videoCodec: text,
  audioCodec: textOrNull,
  audioChannels: numberOrNull,
  sampleRate: numberOrNull,
  bitRate: numberOrNull,
  audioCount: anyNumber,
  hdr: fc.constantFrom(...hdrKinds, null),
  bitDepth: numberOrNull,
  details: fc.option(
    fc
      .record({
        title: textOrNull,
        recordedAt: textOrNull,
        encoder: textOrNull,
        chapterCount: fc.nat(),
        displayWidth: fc.nat(),
        displayHeight: fc.nat(),
        streams: fc.array(stream, { maxLength: 3 }),
      })
      .map((details) => videoDetailsSchema.parse(details)),
  ),
  subtitleStreams: fc.array(fc.record({ codecName: textOrNull, language: textOrNull }), { maxLength: 3 }),
  subtitleFiles: fc.array(subtitleFile, { maxLength: 3 }),
  fileSize: anyNumber,
  modifiedAt: time,
  modifiedUs: anyNumber,
  file: textOrNull,
  checkVerdict: fc.constantFrom("ok" as const, "broken" as const, null),
  poster: fc.constantFrom("made", "none", null),
  jobId,
  missingSince: timeOrNull,
  createdAt: time,
  updatedAt: time,
});

const fileError = fc.record({ path: text, error: text, code: text, jobId, at: time });

const facts = {
  id: jobId,
  type: text,
  payload: fc.record({ path: text, recursive: fc.boolean(), retry_errors: fc.boolean() }),
  uniqueKey: textOrNull,
  lane: textOrNull,
  resumes: fc.option(jobId),
  counts: fc.dictionary(
    fc.constantFrom("found", "scanned", "new", "updated", "skipped", "missing", "error_count"),
    anyNumber,
  ),
  progress: numberOrNull,
  attempt: anyNumber,
  claim: fc.nat(),
  revision: fc.nat(),
  submittedAt: time,
  ranMs: fc.constantFrom(null, 0, 12.5),
};
const active = { startedAt: time, worker: text, leaseExpiresAt: time, madeProgress: fc.boolean(), inHand: textOrNull };
const end = {
  startedAt: timeOrNull,
  finishedAt: time,
  stoppedEarly: fc.boolean(),
};
const never = { cancelRequestedAt: fc.constant(null) };
const cancel = { cancelRequestedAt: time, cancelReason: textOrNull };
const job: fc.Arbitrary<Job> = fc.oneof(
  fc.record({ ...facts, ...never, status: fc.constant("pending" as const), startedAt: timeOrNull }),
  fc.record({ ...facts, ...active, ...never, status: fc.constant("running" as const) }),
  fc.record({ ...facts, ...active, ...cancel, status: fc.constant("running" as const) }),
  fc.record({ ...facts, ...end, ...never, status: fc.constant("completed" as const) }),
  fc.record({
    ...facts,
    ...end,
    ...never,
    status: fc.constantFrom("failed" as const, "timeout" as const),
    error: text,
  }),
  fc.record({ ...facts, ...end, ...cancel, status: fc.constant("cancelled" as const), error: textOrNull }),
);

describe("the JSON of a row with any values fits the schema", () => {
  test("of a video", () => {
    fc.assert(
      fc.property(video, fc.option(fileError), (one, problem) => {
        const json = videoJson(one, { pictures: { pathOf: () => "/pictures/it.jpg" }, problem });
        expect(videoSchema.safeParse(json).error).toBeUndefined();
      }),
    );
  });

  test("of a job", () => {
    const snapshot = fc.record({ job, activity: textOrNull });
    fc.assert(
      fc.property(snapshot, fc.array(fileError, { maxLength: 3 }), (one, errors) => {
        expect(jobSchema.safeParse(jobJson(one, errors)).error).toBeUndefined();
      }),
    );
  });

  test("of a file that could not be read", () => {
    fc.assert(
      fc.property(fileError, (one) => {
        const page = { problems: [fileErrorJson(one)], next_cursor: null };
        expect(problemsSchema.safeParse(page).error).toBeUndefined();
      }),
    );
  });
});

test("the duration of a job is that of a steady clock, and never negative where only two times tell", () => {
  const [example] = fc.sample(fc.record({ ...facts, ...end, ...never, status: fc.constant("completed" as const) }), 1);
  if (example === undefined) throw new Error("There is no example");
  const durationOf = (job: Job) => jobJson({ job, activity: null }, []).result?.duration_ms;
  const [before, after] = [new Date(1_000), new Date(4_000)];
  expect(durationOf({ ...example, startedAt: after, finishedAt: before, ranMs: 500 })).toBe(500);
  expect(durationOf({ ...example, startedAt: after, finishedAt: before, ranMs: null })).toBe(0);
  expect(durationOf({ ...example, startedAt: before, finishedAt: after, ranMs: null })).toBe(3_000);
});

test("a time outside of the years of ISO 8601 becomes the nearest time inside", () => {
  expect(timeJson(new Date(8.64e15))).toBe("9999-12-31T23:59:59.999Z");
  expect(timeJson(new Date(-8.64e15))).toBe("0000-01-01T00:00:00.000Z");
  expect(timeJson(new Date("1912-04-15T02:20:00.5Z"))).toBe("1912-04-15T02:20:00.500Z");
});

function present<T>(value: T | null): T {
  if (value === null) throw new Error("This was no id");
  return value;
}

test.each([
  [11.374199999999998, 11.3742],
  [0.1 + 0.2, 0.3],
  [5423.123456, 5423.123456],
  [1e-9, 0],
  [1e300, 1e300],
  [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
])("a length of %d s has no more digits than are known", (seconds, known) => {
  expect(secondsJson(seconds)).toBe(known);
});
