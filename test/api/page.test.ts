import { mkdir, mkdtemp, realpath, rm, utimes, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { brotliCompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startApi } from "./start-api.ts";

const html = "<!doctype html><title>Gleaner</title>";
const script = "console.log('the page');\n".repeat(100);
const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

let scratch: string;
let page: string;
beforeEach(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), "gleaner-page-")));
  page = join(scratch, "dist");
  await mkdir(join(page, "assets"), { recursive: true });
  await writeFile(join(scratch, "outside.txt"), "outside");
  await writeFile(join(page, ".made-from"), "hidden");
  await writeFile(join(page, "index.html"), html);
  await writeFile(join(page, "icon.svg"), "<svg></svg>");
  await writeFile(join(page, "assets", "index-Ab_1-xyz.js"), script);
  await writeFile(join(page, "assets", "index-Ab_1-xyz.js.br"), brotliCompressSync(script));
  await writeFile(join(page, "assets", "index-Ab_1-xyz.js.gz"), gzipSync(script));
});
afterEach(() => rm(scratch, { recursive: true }));

describe("the page", () => {
  test("is answered at the start and at every address that a browser shows, and asked for again by its ETag", async () => {
    await using api = await startApi({ page });
    for (const url of ["/", "/?q=harbour", "/scans", "/scans/0f8e?tab=errors", "/no/such/view", "/scans/"]) {
      const { status, body, headers } = await api.call("GET", url, undefined, browser);
      expect({ url, status, body }).toEqual({ url, status: 200, body: html });
      expect(headers).toMatchObject({ "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" });
      const again = await api.call("GET", url, undefined, { ...browser, "if-none-match": String(headers["etag"]) });
      // Browsers take the headers of this for those of what they have.
      expect({ url, status: again.status, policy: again.headers["content-security-policy"] }).toEqual({
        url,
        status: 304,
        policy: headers["content-security-policy"],
      });
      expect(again.headers["cache-control"]).toBe("no-cache");
    }
    expect((await api.call("GET", "/index.html")).body).toBe(html);
  });

  test("is not what a program gets at an address where there is nothing", async () => {
    await using api = await startApi({ page });
    expect(await api.call("GET", "/scans")).toMatchObject({ status: 404, body: { detail: { code: "NOT_FOUND" } } });
    expect((await api.call("GET", "/")).status).toBe(200);
  });

  test("leaves the addresses of the API alone", async () => {
    await using api = await startApi({ page });
    for (const url of ["/api/v1/nothing", "/api", "/api/", "/docs/nothing", "/health", "/metrics/nothing"]) {
      const { status, body } = await api.call("GET", url, undefined, browser);
      expect({ url, status, code: body.detail?.code }).toEqual({ url, status: 404, code: "NOT_FOUND" });
    }
    for (const url of ["/api/v1/jobs", "/docs", "/docs/docs.css", "/health/live", "/metrics"]) {
      const { status, body } = await api.call("GET", url, undefined, browser);
      expect({ url, status, isPage: body === html }).toEqual({ url, status: 200, isPage: false });
    }
    expect(await api.call("POST", "/scans", {}, browser)).toMatchObject({ status: 404 });
  });

  test("may load what this server has and nothing else, and be framed by nobody", async () => {
    await using api = await startApi({ page });
    for (const url of ["/", "/scans", "/icon.svg"]) {
      const { headers } = await api.call("GET", url, undefined, browser);
      expect(headers["content-security-policy"]).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self'; " +
          "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; " +
          "frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
    }
  });

  test("needs no token, and its presence opens nothing else", async () => {
    await using api = await startApi({ page, token: "correct horse" });
    for (const url of ["/", "/scans", "/icon.svg", "/assets/index-Ab_1-xyz.js"]) {
      expect({ url, status: (await api.call("GET", url, undefined, browser)).status }).toEqual({ url, status: 200 });
    }
    for (const url of ["/api/v1/jobs", "/api/v1/nothing", "/docs", "/docs/nothing", "/metrics", "/health/ready"]) {
      expect({ url, status: (await api.call("GET", url, undefined, browser)).status }).toEqual({ url, status: 401 });
    }
  });

  test("where there is none, the start leads to the description of the API", async () => {
    await using api = await startApi();
    expect(await api.call("GET", "/", undefined, browser)).toMatchObject({
      status: 302,
      headers: { location: "/docs" },
    });
    expect((await api.call("GET", "/scans", undefined, browser)).status).toBe(404);
  });
});

describe("a file of the page", () => {
  test("with a hash in its name is kept for good, any other is asked for again", async () => {
    await using api = await startApi({ page });
    const asset = await api.call("GET", "/assets/index-Ab_1-xyz.js");
    expect(asset).toMatchObject({
      status: 200,
      body: script,
      headers: {
        "content-type": "application/javascript; charset=utf-8",
        "cache-control": "public, max-age=31536000, immutable",
      },
    });
    const icon = await api.call("GET", "/icon.svg", undefined, browser);
    expect(icon).toMatchObject({
      status: 200,
      body: "<svg></svg>",
      headers: { "content-type": "image/svg+xml", "cache-control": "no-cache" },
    });
  });

  test("comes compressed as the client understands it", async () => {
    await using api = await startApi({ page });
    const get = (encodings: string) =>
      api.app.inject({
        url: "/assets/index-Ab_1-xyz.js",
        headers: { host: "localhost", "accept-encoding": encodings },
      });
    const brotli = await get("gzip, deflate, br, zstd");
    expect(brotli.headers).toMatchObject({
      "content-encoding": "br",
      "content-type": "application/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
    });
    expect(brotli.rawPayload).toEqual(brotliCompressSync(script));
    const gzip = await get("gzip");
    expect(gzip.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(script);
    const plain = await get("identity");
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(plain.body).toBe(script);
    // Too small to have been compressed.
    const small = await api.call("GET", "/", undefined, { "accept-encoding": "br" });
    expect(small.body).toBe(html);
  });

  test("that is not there is an error in JSON, which nobody keeps", async () => {
    await using api = await startApi({ page });
    const urls = ["/assets/index-old.js", "/assets/nested/index.js", "/favicon.ico", "/assets", "/assets/"];
    for (const url of urls) {
      const { status, body, headers } = await api.call("GET", url, undefined, { accept: "*/*" });
      expect({ url, status, code: body.detail?.code }).toEqual({ url, status: 404, code: "NOT_FOUND" });
      expect(headers).toMatchObject({
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      });
    }
    expect((await api.call("GET", "/assets/index-old.js", undefined, browser)).status).toBe(404);
  });

  test("is never one that is hidden or outside", async () => {
    await using api = await startApi({ page });
    const url = await api.listen();
    const paths = [
      "/.made-from",
      "/assets/.hidden.js",
      "/../outside.txt",
      "/assets/../../outside.txt",
      "/%2e%2e/outside.txt",
      "/..%2foutside.txt",
      "//outside.txt",
      "/assets//index-Ab_1-xyz.js",
      "/./icon.svg",
      "/icon.svg%00.js",
      "/..\\outside.txt",
    ];
    for (const path of paths) {
      const { status, body } = await rawGet(url, path);
      expect({ path, status, leaked: /outside|hidden/.test(body) && !body.includes("detail") }).toEqual({
        path,
        status: expect.toBeOneOf([400, 404]),
        leaked: false,
      });
    }
  });

  test("answers HEAD as GET, without the body", async () => {
    await using api = await startApi({ page });
    for (const [url, length] of [
      ["/", html.length],
      ["/scans", html.length],
      ["/assets/index-Ab_1-xyz.js", script.length],
    ] as const) {
      const { statusCode, headers, body } = await api.app.inject({
        method: "HEAD",
        url,
        headers: { host: "localhost", ...browser },
      });
      expect({ url, statusCode, body, length: headers["content-length"] }).toEqual({
        url,
        statusCode: 200,
        body: "",
        length: String(length),
      });
    }
    const missing = await api.app.inject({ method: "HEAD", url: "/favicon.ico", headers: { host: "localhost" } });
    expect(missing.statusCode).toBe(404);
  });

  test("is answered whatever odd conditions a request has", async () => {
    await using api = await startApi({ page });
    for (const headers of [
      { "if-match": '"other"' },
      { "if-unmodified-since": "Mon, 01 Jan 2001 00:00:00 GMT" },
      { "if-modified-since": "Mon, 01 Jan 2031 00:00:00 GMT" },
      { range: "bytes=999999-" },
    ]) {
      expect({ headers, status: (await api.call("GET", "/", undefined, { ...headers })).status }).toEqual({
        headers,
        status: 200,
      });
    }
  });
});

test("a page that is built anew is served without a restart, also one of the same length and date", async () => {
  await using api = await startApi({ page });
  const index = join(page, "index.html");
  // As npm dates the files of a package.
  await utimes(index, 499_162_500, 499_162_500);
  const { headers } = await api.call("GET", "/", undefined, browser);
  await writeFile(index, html.replace("Gleaner", "Gleeful"));
  await utimes(index, 499_162_500, 499_162_500);
  const conditions = {
    ...browser,
    "if-none-match": String(headers["etag"]),
    "if-modified-since": new Date().toUTCString(),
  };
  expect(await api.call("GET", "/", undefined, conditions)).toMatchObject({
    status: 200,
    body: "<!doctype html><title>Gleeful</title>",
  });
});

/** Asks for a path as it stands, which `fetch` would tidy up first. */
async function rawGet(url: string, path: string): Promise<{ readonly status: number; readonly body: string }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  const answer = await text(socket);
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]), body: answer.slice(answer.indexOf("\r\n\r\n")) };
}
