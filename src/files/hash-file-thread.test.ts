import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { versionOf } from "./file-version.ts";
import { hashFile } from "./hash-file-thread.ts";
import { newHashWords } from "./hash-request.ts";

let directory: string;
let path: string;
const content = Buffer.alloc(1_500_000, "film");
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "gleaner-hash-")));
  path = join(directory, "film.mp4");
  writeFileSync(path, content);
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** Hashes the file, and calls `between` each time when the thread looks up the size that the library knows. */
function hash(between: () => void) {
  const { size, modifiedUs } = versionOf(statSync(path));
  const version = {
    get size() {
      between();
      return size;
    },
    modifiedUs,
  };
  return hashFile({ path, roots: [], version, known: [], shared: newHashWords() }, () => {});
}

test("a file is hashed from its beginning to its end", () => {
  const sha256 = createHash("sha256").update(content).digest("hex");
  expect(hash(() => {})).toMatchObject({ kind: "hashed", sha256 });
});

test("a file that changes is not hashed, at whatever moment it does", () => {
  let moments = 0;
  hash(() => (moments += 1));
  expect(moments).toBeGreaterThan(2);
  for (let moment = 1; moment <= moments; moment += 1) {
    let looks = 0;
    const hashed = hash(() => {
      looks += 1;
      if (looks === moment) appendFileSync(path, "more");
    });
    expect(hashed, `moment ${moment}`).toMatchObject({ kind: "error", code: "changed" });
  }
});
