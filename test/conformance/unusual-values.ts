import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { failed, type RunningJob } from "../../src/jobs/job.ts";
import { withValue } from "../../src/library/video-filter.ts";
import { knownFilesIn } from "../../src/scanning/known-files.ts";
import { facetsOf } from "../store/facets-of.ts";
import {
  applied,
  commit,
  countsEqualRows,
  disk,
  insertPending,
  leaseOf,
  newJob,
  type OpenStore,
  problem,
  type StoreUnderTest,
  someFacts,
  startScan,
  tickingClock,
  video,
  videoAt,
} from "../store/store-under-test.ts";
import { detailsWith, factsOf, subtitle } from "../video-details.ts";

/** Texts that not every database can hold, and how every store returns them. */
const texts = [
  ["a NUL", "a\0b", "a\ufffdb"],
  ["a NUL at the end", "ab\0", "ab\ufffd"],
  ["half of a surrogate pair", "a\ud83cb", "a\ufffdb"],
  ["every script", "Ä 語 🎞 \ue000 \u{10ffff}", "Ä 語 🎞 \ue000 \u{10ffff}"],
  ["characters of SQL and JSON", `'"\\%_$1?{}[],`, `'"\\%_$1?{}[],`],
] as const;

const numbers = [2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, 2 ** 62, 2 ** 63, 2 ** 64, 1e300, 0, -1, 0.1, -(2 ** 63)];

/** Every store keeps unusual values, and returns them as every other does. */
export function describeUnusualValues(open: OpenStore): void {
  describe("unusual values", () => {
    let store: StoreUnderTest;
    let job: RunningJob;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
      job = await startScan(store);
    });
    afterEach(() => store.close());

    describe.each(texts)("a text with %s", (_, text, kept) => {
      test("is kept as a fact of a video, and the video is unchanged when it is read again", async () => {
        const details = { ...detailsWith([subtitle(0, text, text)]), title: text, encoder: text };
        const facts = { ...someFacts, container: text, videoCodec: text, audioCodec: text, ...factsOf(details) };
        const one = { ...video("/lib/a.mp4"), facts };
        await commit(store, job, { videos: [one] });
        expect(await videoAt(store, "/lib/a.mp4")).toMatchObject({
          container: kept,
          videoCodec: kept,
          audioCodec: kept,
          details,
        });
        const other = await startScan(store);
        expect(await commit(store, other, { videos: [one] })).toMatchObject({ superseded: 1 });
        await countsEqualRows(store, other.id);
        const { total } = await store.videos.list({ ...withValue("video_codec", kept), limit: 1 });
        expect(total).toBe(1);
        const facets = await facetsOf(store.videos, withValue("video_codec", kept));
        expect(facets.values.video_codec).toMatchObject([{ value: kept, totals: { videos: 1 } }]);
      });

      test("is kept in the message of a problem", async () => {
        await commit(store, job, { problems: [{ ...problem("/lib/a.mp4"), message: text }] });
        expect((await store.videos.problems({ limit: 1 })).errors[0]?.error).toBe(kept);
        await countsEqualRows(store, job.id);
      });

      test("is kept in a job: its reason of a cancel, its error and the work in hand", async () => {
        const now = new Date();
        expect(await store.jobs.recordInHand(leaseOf(job), text)).toMatchObject({ inHand: kept });
        const end = await applied(store.jobs.apply(failed(job, { error: text, now })));
        expect(end).toMatchObject({ error: kept });
        expect(await store.jobs.get(job.id)).toEqual(end);
        const { id } = await insertPending(store);
        expect(await store.jobs.cancel(id, { reason: text, now })).toMatchObject({ job: { cancelReason: kept } });
      });

      test("is kept as it is in the payload of a job, and found there", async () => {
        const { job: inserted } = await store.jobs.insert(newJob({ payload: { path: text } }));
        expect(inserted.payload).toEqual({ path: text });
        const { jobs } = await store.jobs.list({ limit: 10, payload: { keys: ["path"], contains: text.slice(0, 1) } });
        expect(jobs.map(({ id }) => id)).toContain(inserted.id);
      });

      test("can be searched for", async () => {
        await commit(store, job, { videos: [video("/lib/Ä 語 🎞.mp4")] });
        await store.videos.list({ text, limit: 1 });
        expect(
          (await store.videos.list({ text: `"/lib/"${text}`, limit: 1, ...withValue("video_codec", text) })).total,
        ).toBe(0);
      });
    });

    test("numbers of any size are read back, and a file with them is unchanged", async () => {
      for (const [index, value] of numbers.entries()) {
        const one = video(`/lib/${index}.mp4`, { size: value, modifiedUs: value });
        const facts = { ...one.facts, bitRate: value, width: value, sampleRate: value, durationSeconds: value };
        await commit(store, job, { videos: [{ ...one, facts }] });
        expect(await videoAt(store, one.file.path)).toMatchObject({
          fileSize: value,
          modifiedUs: value,
          bitRate: value,
        });
        expect(await commit(store, await startScan(store), { videos: [{ ...one, facts }] })).toMatchObject({
          superseded: 1,
        });
      }
      expect(
        (await store.videos.list({ sort: "file_size", limit: 20 })).videos.map(({ fileSize }) => fileSize),
      ).toEqual(numbers.toSorted((one, other) => one - other));
    });

    test("whole sizes and times are exact in the list of known files", async () => {
      const whole = numbers.filter((value) => Number.isSafeInteger(value) || Math.abs(value) === 2 ** 62);
      await commit(store, job, {
        videos: whole.map((value, index) => video(`/lib/${index}.mp4`, { size: value, modifiedUs: value })),
      });
      const section = { directory: "/lib", after: null, upTo: null, disk, jobId: job.id, resumes: null };
      const known = knownFilesIn(await store.scans.known(section));
      expect(known.map(({ size, modifiedUs }) => [size, modifiedUs])).toEqual(whole.map((value) => [value, value]));
    });
  });
}
