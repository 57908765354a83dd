import { expect, test } from "vitest";
import { withSilence } from "./with-silence.ts";

/** A source that says what `said` resolves to, once, and tells when it is left. */
function sourceOf(said: Promise<string>) {
  const left = Promise.withResolvers<string>();
  async function* source() {
    try {
      yield await said;
    } finally {
      left.resolve("left");
    }
  }
  return { source: source(), left: left.promise };
}

test("silence is reported again and again, and items after it are not lost", async () => {
  const said = Promise.withResolvers<string>();
  const told = withSilence(sourceOf(said.promise).source, 1);
  expect((await told.next()).value).toBeNull();
  expect((await told.next()).value).toBeNull();
  said.resolve("something");
  const rest: (string | null)[] = [];
  for await (const value of told) rest.push(value);
  expect(rest.filter((value) => value !== null)).toEqual(["something"]);
});

test("the source is closed when its reader leaves during a silence", async () => {
  const said = Promise.withResolvers<string>();
  const { source, left } = sourceOf(said.promise);
  const told = withSilence(source, 1);
  expect((await told.next()).value).toBeNull();
  const returned = told.return(null);
  said.resolve("something");
  await returned;
  expect(await left).toBe("left");
});

test("an error of the source that comes while nobody reads reaches the next reader, and only that", async () => {
  const said = Promise.withResolvers<string>();
  const { source, left } = sourceOf(said.promise);
  const told = withSilence(source, 1);
  expect((await told.next()).value).toBeNull();
  said.reject(new Error("the disk is gone"));
  await left;
  // A rejection that nobody had seen to would end the process here.
  await new Promise((resolve) => setImmediate(resolve));
  await expect(told.next()).rejects.toThrow("the disk is gone");
});
