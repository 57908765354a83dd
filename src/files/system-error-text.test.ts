import { expect, test } from "vitest";
import { threadError } from "./system-error-text.ts";

test.each([
  "Worker initialization failure: EMFILE",
  "Cannot read package config /home/a/package.json: too many open files",
])("the error of a thread that cannot start says what to do: %s", (message) => {
  expect(threadError(new Error(message)).message).toBe(
    "A thread cannot be started: this process has too many open files. Raise its limit, such as with: ulimit -n 4096.",
  );
});

test("another error of a thread stays as it is", () => {
  const error = new Error("Unexpected token");
  expect(threadError(error)).toBe(error);
});
