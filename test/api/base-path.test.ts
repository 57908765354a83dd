import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startApi } from "./start-api.ts";

const basePath = "/media/gleaner";
const html =
  '<!doctype html><meta name="base-path" content="/" /><link rel="icon" href="./icon.svg" /><script src="./assets/index.js"></script>';
const browser = { accept: "text/html" };

let page: string;
beforeEach(async () => {
  page = await realpath(await mkdtemp(join(tmpdir(), "gleaner-base-path-")));
  await mkdir(join(page, "assets"));
  await writeFile(join(page, "index.html"), html);
  await writeFile(join(page, "icon.svg"), "<svg></svg>");
  await writeFile(join(page, "assets", "index.js"), "start();");
});
afterEach(() => rm(page, { recursive: true }));

describe("a server below a base path", () => {
  test("answers whether the proxy keeps the prefix or strips it", async () => {
    await using api = await startApi({ basePath, page });
    for (const prefix of [basePath, ""]) {
      for (const url of ["/", "/?q=harbour", "/scans/0f8e"]) {
        expect(await api.call("GET", prefix + url, undefined, browser)).toMatchObject({
          status: 200,
          body: expect.stringContaining("<!doctype html>"),
        });
      }
      for (const url of ["/icon.svg", "/assets/index.js", "/api/v1/jobs", "/health/live", "/docs", "/docs/docs.css"]) {
        expect({ url, status: (await api.call("GET", prefix + url)).status }).toEqual({ url, status: 200 });
      }
      expect(await api.call("POST", `${prefix}/api/v1/jobs/cancel`, {})).toMatchObject({ status: 200 });
    }
    expect((await api.call("GET", basePath, undefined, browser)).status).toBe(200);
    expect((await api.call("GET", "/other/api/v1/jobs")).status).toBe(404);
  });

  test("names the files of the page by their full path, and tells the page the base path", async () => {
    await using api = await startApi({ basePath, page });
    const { body, headers } = await api.call("GET", `${basePath}/scans/0f8e`, undefined, browser);
    expect(body).toBe(
      `<!doctype html><meta name="base-path" content="${basePath}/" /><link rel="icon" href="${basePath}/icon.svg" />` +
        `<script src="${basePath}/assets/index.js"></script>`,
    );
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; script-src 'self';.* base-uri 'none'/);
  });

  test("names the files of the API's description by their full path, and itself in the document", async () => {
    await using api = await startApi({ basePath });
    const { body: docs } = await api.call("GET", `${basePath}/docs`);
    expect(docs).toContain(`src="${basePath}/docs/docs.js"`);
    expect(docs).not.toMatch(/(?:src|href)="\/docs/);
    expect((await api.call("GET", "/api/v1/openapi.json")).body.servers).toEqual([{ url: basePath }]);
  });

  test("leads browsers to the description of the API where there is no page", async () => {
    await using api = await startApi({ basePath });
    expect(await api.call("GET", `${basePath}/`, undefined, browser)).toMatchObject({
      status: 302,
      headers: { location: `${basePath}/docs` },
    });
  });

  test("keeps its session apart from those of other servers at the same host", async () => {
    await using api = await startApi({ basePath, token: "correct horse" });
    const { headers } = await api.call("POST", `${basePath}/api/v1/session`, { token: "correct horse" });
    expect(headers["set-cookie"]).toMatch(/; Path=\/media\/gleaner; /);
    const out = await api.call("DELETE", `${basePath}/api/v1/session`);
    expect(out.headers["set-cookie"]).toMatch(/^gleaner_session=; Path=\/media\/gleaner; Max-Age=0;/);
  });

  test("checks every request as it does without one", async () => {
    await using api = await startApi({ basePath, token: "correct horse" });
    expect((await api.call("GET", `${basePath}/api/v1/jobs`)).status).toBe(401);
    expect((await api.call("GET", `${basePath}/docs`)).status).toBe(401);
    expect((await api.call("GET", `${basePath}/api/v1/jobs`, undefined, { host: "evil.example" })).status).toBe(403);
  });

  test("names an absent address as it was asked for", async () => {
    await using api = await startApi({ basePath });
    const { body } = await api.call("GET", `${basePath}/nothing`);
    expect(body.detail.message).toBe(`There is nothing at GET ${basePath}/nothing. ${basePath}/docs lists all calls.`);
  });
});
