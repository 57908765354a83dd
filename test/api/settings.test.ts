import { afterEach, expect, test } from "vitest";
import { settingNames } from "../../src/config.ts";
import { type Api, type ApiOptions, startApi } from "./start-api.ts";

let api: Api;
afterEach(() => api[Symbol.asyncDispose]());

const url = "/api/v1/settings";
async function settingsWith(options: ApiOptions = {}) {
  api = await startApi(options);
  return async () => {
    const { status, body } = await api.call("GET", url);
    expect(status).toBe(200);
    return Object.fromEntries(body.settings.map((one: { name: string }) => [one.name, one]));
  };
}

test("every setting is listed, with its value, its default and where the value comes from", async () => {
  const settings = await settingsWith({ environment: { GLEANER_MAX_RATE: "2.5", GLEANER_EXCLUDE: "a:b" } });
  const all = await settings();
  expect(Object.values(all).map(({ environment }: { environment: string }) => environment)).toEqual(
    expect.arrayContaining([...settingNames]),
  );
  expect(all["max_rate"]).toMatchObject({
    value: 2.5,
    default: 0,
    source: "environment",
    set_by: "GLEANER_MAX_RATE",
    changeable: false,
    unit: "files_per_second",
  });
  expect(all["exclude"]).toMatchObject({ value: ["a", "b"], default: [], source: "environment", changeable: false });
  expect(all["keep_history"]).toMatchObject({ value: 365, source: "default", set_by: null, changeable: true });
  expect(all["concurrent_scans"]).toMatchObject({ value: 2, source: "default", changeable: false });
});

test("secrets are never shown: neither the token nor the password of the database", async () => {
  const settings = await settingsWith({
    environment: {
      GLEANER_TOKEN: "a-secret-token",
      DATABASE_URL: "postgres://user:pass-word@db:5432/gleaner",
      DATABASE_DIRECT_URL: "postgres://user:pass-word@db:5433/gleaner",
    },
  });
  const all = await settings();
  expect(all["token"]).toMatchObject({ value: null, secret: true, is_set: true, source: "environment" });
  expect(all["database_url"].value).toBe("the Postgres database gleaner (user@db:5432)");
  expect(JSON.stringify(all)).not.toMatch(/a-secret-token|pass-word/);
});

test("a change is kept and holds; null goes back to the default", async () => {
  const settings = await settingsWith();
  const changed = await api.call("PATCH", url, {
    max_rate: 0.5,
    probers: 3,
    exclude: ["*.part"],
    exclude_samples: true,
  });
  expect(changed.status).toBe(200);
  expect(changed.body).toEqual({ settings: Object.values(await settings()) });
  expect((await settings())["max_rate"]).toMatchObject({ value: 0.5, source: "saved", changeable: true });
  expect(await api.store.settings.read()).toEqual({
    max_rate: 0.5,
    probers: 3,
    exclude: ["*.part"],
    exclude_samples: true,
  });
  await api.call("PATCH", url, { max_rate: null, exclude: null });
  expect((await settings())["max_rate"]).toMatchObject({ value: 0, source: "default" });
  expect(await api.store.settings.read()).toEqual({ probers: 3, exclude_samples: true });
});

test("patterns that were changed count in the preview of what is left out", async () => {
  await settingsWith();
  await api.scan();
  const scan = await api.nextScan();
  await scan.commit({ videos: [`${api.directory}/a.mp4`, `${api.directory}/b.mkv`] });
  scan.finish();
  const preview = () => api.call("POST", "/api/v1/videos/exclude/preview", { path: api.directory });
  expect((await preview()).body.videos).toBe(0);
  await api.call("PATCH", url, { exclude: ["*.mkv"] });
  expect((await preview()).body.videos).toBe(1);
});

test("a setting of the environment is not changed, nor is anything else of that request", async () => {
  const settings = await settingsWith({ environment: { GLEANER_MAX_RATE: "7" } });
  const { status, body } = await api.call("PATCH", url, { max_rate: 1, keep_history: 30 });
  expect(status).toBe(409);
  expect(body.detail).toEqual({
    code: "SETTING_GIVEN",
    message: '"max_rate" is set by GLEANER_MAX_RATE where the server was started. Change it there.',
  });
  expect((await settings())["keep_history"]).toMatchObject({ value: 365, source: "default" });
});

test.each([
  [{ max_rate: -1 }, "max_rate", "must be a number of files per second from 0 to 1,000,000, or null"],
  [{ max_rate: "5" }, "max_rate", "must be a number of files per second"],
  [{ probers: 1.5 }, "probers", "must be a whole number from 1 to 256, or null"],
  [{ probers: 0 }, "probers", "must be a whole number from 1 to 256, or null"],
  [{ exclude: "*.mkv" }, "exclude", "must be a list of texts"],
  [{ exclude: ["a", "!"] }, "exclude", "names nothing"],
  [{ exclude_samples: 1 }, "exclude_samples", "must be true, false or null"],
  [{ keep_history: 0.5 }, "keep_history", "must be a number of days from 1 to 36,500, or null"],
  [{ port: 80 }, "port", "unknown keys: port"],
])("%j is refused with a clear message, and changes nothing", async (change, name, message) => {
  await settingsWith();
  const { status, body } = await api.call("PATCH", url, { ...change });
  expect(status).toBe(422);
  expect(body.detail.message).toContain(name);
  expect(body.detail.message).toContain(message);
  expect(await api.store.settings.read()).toEqual({});
});
