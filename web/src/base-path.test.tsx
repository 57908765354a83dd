import { afterEach, expect, test } from "vitest";
import { basePath, storageKey } from "./base-path.ts";

afterEach(() => {
  document.head.replaceChildren();
});

function pageBelow(content: string): void {
  const meta = document.createElement("meta");
  Object.assign(meta, { name: "base-path", content });
  document.head.append(meta);
}

test("the page is at the root unless its index.html says otherwise", () => {
  expect(basePath()).toBe("/");
  expect(storageKey("cancels")).toBe("gleaner.cancels");
});

test("the page below a path keeps its own storage, apart from other servers of the host", () => {
  pageBelow("/media/gleaner");
  expect(basePath()).toBe("/media/gleaner/");
  expect(storageKey("cancels")).toBe("gleaner.cancels /media/gleaner/");
});
