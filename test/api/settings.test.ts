import { afterEach, expect, test } from "vitest";
import { settingNames } from "../../src/config.ts";
import { WebhookReceiver } from "../notices/webhook-receiver.ts";
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
  expect(changed.body).toEqual({ settings: Object.values(await settings()), new_webhook_secret: null });
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
  expect(body.detail).toMatchObject({
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
  [{ webhook: "ftp://host/" }, "webhook", "must be an address that begins with http:// or https://"],
  [{ webhook: "http://user:pw@host/" }, "webhook", "without a user or a password in it"],
  [{ webhook: "host" }, "webhook", "must be an address"],
  [{ webhook_secret: "short" }, "webhook_secret", "must be whsec_ and 24 to 64 bytes as base64"],
  [{ webhook_secret: `whsec_${"A".repeat(88)}` }, "webhook_secret", "must be whsec_ and 24 to 64 bytes as base64"],
  [{ webhook_secret: `whsec_${"A".repeat(31)}=` }, "webhook_secret", "must be whsec_ and 24 to 64 bytes as base64"],
  [{ webhook: "http://example.com/\r\nX: 1" }, "webhook", "must be"],
  [{ webhook_events: ["ended"] }, "webhook_events", "must be completed, cancelled or failed"],
  [{ port: 80 }, "port", "unknown keys: port"],
])("%j is refused with a clear message, and changes nothing", async (change, name, message) => {
  await settingsWith();
  const { status, body } = await api.call("PATCH", url, { ...change });
  expect(status).toBe(422);
  expect(body.detail.message).toContain(name);
  expect(body.detail.message).toContain(message);
  expect(await api.store.settings.read()).toEqual({});
});

test("a webhook gets a secret, which is shown once and never again; without it, it gets a new one", async () => {
  const settings = await settingsWith();
  const set = await api.call("PATCH", url, { webhook: "http://127.0.0.1:9/hook" });
  const first = set.body.new_webhook_secret;
  expect(first).toMatch(/^whsec_/);
  expect((await settings())["webhook_secret"]).toMatchObject({
    value: null,
    secret: true,
    is_set: true,
    source: "saved",
  });
  expect(JSON.stringify(await settings())).not.toContain(first);
  expect((await api.call("PATCH", url, { webhook: "http://127.0.0.1:9/other" })).body.new_webhook_secret).toBeNull();
  const own = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  expect((await api.call("PATCH", url, { webhook_secret: own })).body.new_webhook_secret).toBeNull();
  expect((await api.store.settings.read())["webhook_secret"]).toBe(own);
  const second = (await api.call("PATCH", url, { webhook_secret: null })).body.new_webhook_secret;
  expect(second).toMatch(/^whsec_/);
  expect(second).not.toBe(first);
  expect((await api.call("PATCH", url, { webhook: null, webhook_secret: null })).body.new_webhook_secret).toBeNull();
  expect(await api.store.settings.read()).toEqual({});
});

test("a test of the webhook says what the receiver has answered", async () => {
  await settingsWith();
  const test = () => api.call("POST", `${url}/webhook/test`);
  expect(await test()).toMatchObject({ status: 409, body: { detail: { code: "NO_WEBHOOK" } } });
  await using receiver = await WebhookReceiver.open();
  const { secret } = receiver;
  await api.call("PATCH", url, { webhook: receiver.url, webhook_secret: secret });
  receiver.answer = (response) => response.writeHead(200).end(`Thank you! ${"x".repeat(1_000)}`);
  const { body } = await test();
  expect(body).toMatchObject({ delivered: true, status: 200, problem: null });
  expect(body.answer).toMatch(/^Thank you! x+$/);
  expect(body.answer).toHaveLength(200);
  expect(await receiver.next()).toMatchObject({ type: "test", isSigned: true });
  receiver.answer = (response) => response.writeHead(403).end("no");
  expect((await test()).body).toMatchObject({
    delivered: false,
    status: 403,
    problem: "It answered 403.",
    answer: "no",
  });
  await receiver[Symbol.asyncDispose]();
  expect((await test()).body).toMatchObject({
    delivered: false,
    status: null,
    problem: "Nothing listens at this address.",
    answer: "",
  });
});

test("the last messages are listed with what has become of them", async () => {
  await settingsWith();
  const notice = (id: string) => ({ id, event: "scan.completed", body: "{}" });
  await api.store.deliveries.add([notice("msg_a")], { from: null, to: 1 });
  await api.store.deliveries.settle({ id: "msg_a", attempts: 0 }, { kind: "delivered" });
  const { body } = await api.call("GET", `${url}/webhook/deliveries?limit=5`);
  expect(body.deliveries).toMatchObject([
    {
      id: "msg_a",
      event: "scan.completed",
      state: "delivered",
      attempts: 0,
      next_at: null,
      problem: null,
      job_id: "a",
    },
  ]);
});
