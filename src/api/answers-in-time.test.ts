import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { StoreError } from "../jobs/store-error.ts";
import { answersInTime } from "./answers-in-time.ts";

class Library {
  readonly #name = "films";
  name = () => this.#name;
  get(): Promise<string> {
    return Promise.resolve(this.#name);
  }
  /** Longer than any timer of 0 ms. */
  async slow(): Promise<string> {
    for (let turn = 0; turn < 10; turn += 1) await setImmediate();
    return this.#name;
  }
  hang(): Promise<string> {
    return new Promise(() => {});
  }
  fail(): Promise<string> {
    return Promise.reject(new Error("the disk is full"));
  }
}

test("a call that the database never answers fails in time, and says so", async () => {
  const library = answersInTime(new Library(), { timeoutMs: 20 });
  const error = await library.hang().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ code: "STORE_UNAVAILABLE", message: expect.stringContaining("Try again.") });
});

test("the error of a call that is never answered says what to check", async () => {
  const messages = [{}, { hint: "Is the server running?" }].map((hint) =>
    answersInTime(new Library(), { timeoutMs: 0, ...hint })
      .hang()
      .catch((error: unknown) => (error instanceof Error ? error.message : error)),
  );
  expect(await Promise.all(messages)).toEqual([
    "The database has not answered for 0 seconds. Is the disk of the library connected? Try again.",
    "The database has not answered for 0 seconds. Is the server running? Try again.",
  ]);
});

test("a slow call may go on while the disk answers, and fails soon if the disk does not", async () => {
  const limits = { timeoutMs: 60_000, askDiskAfterMs: 0, diskTimeoutMs: 20 };
  const answering = answersInTime(new Library(), { ...limits, disk: () => Promise.resolve() });
  expect(await answering.slow()).toBe("films");
  const silent = [() => new Promise(() => {}), () => Promise.reject(new Error("it is gone"))];
  for (const disk of silent) {
    const library = answersInTime(new Library(), { ...limits, disk });
    await expect(library.hang()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await library.get()).toBe("films");
  }
});

test("all other calls give their own answers", async () => {
  const library = answersInTime(new Library(), { timeoutMs: 60_000 });
  expect(await library.get()).toBe("films");
  expect(library.name()).toBe("films");
  await expect(library.fail()).rejects.toThrow("the disk is full");
});

test("a call that may take any time is not cut off", async () => {
  const library = answersInTime(new Library(), { timeoutMs: 0, except: ["slow"] });
  expect(await library.slow()).toBe("films");
});
