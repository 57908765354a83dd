import { expect, test } from "vitest";
import { HungProcesses } from "./hung-processes.ts";

test("a killed process counts for its disk until it has exited, and its exit is reported", async () => {
  const { promise: exited, resolve: exit } = Promise.withResolvers<void>();
  const reported = Promise.withResolvers<void>();
  const hung = new HungProcesses(reported.resolve);
  hung.add("films", exited);
  hung.add("films", new Promise(() => {}));
  hung.add("music", new Promise(() => {}));
  expect([hung.on("films"), hung.on("music"), hung.on("other")]).toEqual([2, 1, 0]);
  exit();
  await reported.promise;
  expect(hung.on("films")).toBe(1);
  expect(hung.isEmpty).toBe(false);
});
