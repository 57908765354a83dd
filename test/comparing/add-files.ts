import { lstatSync, readFileSync } from "node:fs";
import { fingerprintOf } from "../../src/files/fingerprint.ts";
import type { Store } from "../../src/store/store.ts";
import { commit, startScan, video } from "../store/store-under-test.ts";

/** Adds files to a library as a scan finds them on a disk that keeps numbers, whatever is in them. */
export async function addFiles(store: Store, paths: readonly string[]): Promise<void> {
  const videos = paths.map((path) => {
    const { size, mtimeMs, ctimeMs, ino } = lstatSync(path);
    const [modifiedUs, changedUs] = [mtimeMs, ctimeMs].map((ms) => Math.round(ms * 1_000));
    return {
      ...video(path, { size, modifiedUs: modifiedUs ?? 0, fileNumber: ino, changedUs: changedUs ?? 0 }),
      fingerprint: fingerprintOf(readFileSync(path)),
    };
  });
  await commit(store, await startScan(store), { videos });
}
