import { expect, test } from "vitest";
import { hasSharedFiles } from "./has-shared-files.ts";

test.each([
  [263, [200, 129], true],
  [263, [200, 63], false],
  // The first of many pages.
  [263, [200], false],
  [0, [], false],
])("of %d bytes in parts of %j", (bytes, parts, isShared) => {
  expect(
    hasSharedFiles(
      { bytes },
      parts.map((part) => ({ bytes: part })),
    ),
  ).toBe(isShared);
});
