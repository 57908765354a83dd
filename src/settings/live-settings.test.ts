import { expect, test } from "vitest";
import { defaultValues } from "./changeable-settings.ts";
import { LiveSettings, type LiveSettingsOptions } from "./live-settings.ts";
import type { SavedValues } from "./saved-settings.ts";

function settingsWith(options: Partial<LiveSettingsOptions> & { readonly values?: SavedValues } = {}) {
  let values: SavedValues = options.values ?? {};
  const errors: unknown[] = [];
  const settings = new LiveSettings({
    saved: {
      read: async () => values,
      change: async (changes) => (values = { ...values, ...changes }),
    },
    given: {},
    onError: (error) => errors.push(error),
    ...options,
  });
  return { settings, errors };
}

test("what was given at the start wins over what is saved, which wins over the default", async () => {
  const { settings } = settingsWith({
    values: { max_rate: 5, keep_history: 30 },
    given: { max_rate: { value: 7, source: "environment", by: "GLEANER_MAX_RATE" } },
  });
  await settings.refresh();
  expect(settings.values).toEqual({
    ...defaultValues,
    max_rate: 7,
    probers: null,
    exclude: [],
    exclude_samples: false,
    keep_history: 30,
  });
  expect(settings.sourceOf("max_rate")).toEqual({ source: "environment", by: "GLEANER_MAX_RATE" });
  expect(settings.sourceOf("keep_history")).toEqual({ source: "saved" });
  expect(settings.sourceOf("exclude")).toEqual({ source: "default" });
});

test("a change holds at once and is told once; a change of what was given is refused with nothing changed", async () => {
  const { settings } = settingsWith({ given: { probers: { value: 2, source: "flag", by: "--concurrency" } } });
  const told: number[] = [];
  settings.onChange(() => told.push(settings.values.max_rate));
  expect(await settings.change({ max_rate: 3 })).toEqual({ kind: "changed" });
  expect(await settings.change({ max_rate: 3 })).toEqual({ kind: "changed" });
  expect(await settings.change({ max_rate: 9, probers: 4 })).toEqual({
    kind: "given",
    name: "probers",
    by: "--concurrency",
  });
  expect(settings.values).toMatchObject({ max_rate: 3, probers: 2 });
  expect(await settings.change({ max_rate: null })).toEqual({ kind: "changed" });
  expect(settings.sourceOf("max_rate")).toEqual({ source: "default" });
  expect(told).toEqual([3, 0]);
});

test("changes of other processes are followed, also after an error of the database", async () => {
  let values: SavedValues | null = null;
  const errors: unknown[] = [];
  const read = async () => values ?? Promise.reject(new Error("away"));
  const settings = new LiveSettings({
    saved: { read, change: () => expect.fail("Nothing is changed here") },
    given: {},
    everyMs: 5,
    onError: (error) => {
      errors.push(error);
      values = { max_rate: 4 };
    },
  });
  const changed = Promise.withResolvers<void>();
  settings.onChange(() => changed.resolve());
  settings.follow();
  await changed.promise;
  settings.stop();
  expect(settings.values.max_rate).toBe(4);
  expect(errors).toEqual([new Error("away")]);
});

test("a change holds, though an older reading is answered after it", async () => {
  const slow = Promise.withResolvers<SavedValues>();
  const { settings } = settingsWith({ saved: { read: () => slow.promise, change: async (changes) => changes } });
  const read = settings.refresh();
  const changed = settings.change({ max_rate: 3 });
  slow.resolve({ max_rate: 1 });
  await Promise.all([read, changed]);
  expect(settings.values.max_rate).toBe(3);
});

test("changes at once are taken in their order, and one that fails holds up no other", async () => {
  const first = Promise.withResolvers<SavedValues>();
  const answers = [first.promise, Promise.resolve({ max_rate: 2 })];
  const change = () => answers.shift() ?? Promise.reject(new Error("away"));
  const { settings } = settingsWith({ saved: { read: async () => ({ max_rate: 9 }), change } });
  const both = [settings.change({ max_rate: 1 }), settings.change({ max_rate: 2 })];
  first.resolve({ max_rate: 1 });
  await Promise.all(both);
  expect(settings.values.max_rate).toBe(2);
  await expect(settings.change({ max_rate: 4 })).rejects.toThrow("away");
  await settings.refresh();
  expect(settings.values.max_rate).toBe(9);
});

test("saved values that make no sense, and names that are unknown, count as not there", async () => {
  const { settings } = settingsWith({
    values: {
      webhook: 1,
      webhook_secret: "x",
      webhook_events: ["all"],
      max_rate: -1,
      probers: 1.5,
      exclude: ["a", 1],
      exclude_samples: "yes",
      keep_history: "30",
      later: 1,
    },
  });
  await settings.refresh();
  expect(settings.values).toEqual(defaultValues);
  expect(settings.sourceOf("exclude").source).toBe("default");
});
