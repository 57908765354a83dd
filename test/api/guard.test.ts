import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { type ApiOptions, listenTo, startApi } from "./start-api.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("the host that a request names", () => {
  const cases: readonly [where: string, settings: ApiOptions, hosts: Record<string, number>][] = [
    [
      "on this machine only",
      {},
      {
        localhost: 200,
        "LocalHost:8765": 200,
        "gleaner.localhost:8765": 200,
        "127.0.0.1:8765": 200,
        "127.8.9.10": 200,
        "[::1]:8765": 200,
        "[::ffff:127.0.0.1]:8765": 200,
        "[::ffff:192.0.2.7]:8765": 403,
        "evil.example": 403,
        "evil.example:8765": 403,
        "localhost.evil.example": 403,
        "127.0.0.1.evil.example": 403,
        "localhost@evil.example": 403,
        "192.168.1.5:8765": 403,
        ":8765": 403,
      },
    ],
    [
      "where other machines can reach it",
      { loopbackOnly: false, allowedHosts: ["nas.local"] },
      { "192.168.1.5:8765": 200, "[fe80::1]:8765": 200, "NAS.local.:8765": 200, "other.local": 403 },
    ],
    ["where any name is allowed", { allowedHosts: ["*"] }, { "anything.example": 200 }],
  ];
  test.each(cases)("has to be one of this server %s", async (_where, settings, hosts) => {
    await using api = await startApi(settings);
    for (const [host, status] of Object.entries(hosts)) {
      const answer = await api.call("GET", "/api/v1/jobs", undefined, { host });
      const code = status === 403 ? "HOST_NOT_ALLOWED" : undefined;
      expect({ host, status: answer.status, code: answer.body.detail?.code }).toEqual({ host, status, code });
    }
  });
});

describe("the origin of what changes something", () => {
  test("has to be this server", async () => {
    await using api = await startApi();
    const origins = {
      "http://localhost": 200,
      "http://localhost:80": 200,
      "http://localhost:3000": 403,
      "https://evil.example": 403,
      null: 403,
      "file://": 403,
    };
    for (const [origin, status] of Object.entries(origins)) {
      const answer = await api.call("POST", "/api/v1/jobs/cancel", {}, { origin });
      const code = status === 403 ? "ORIGIN_NOT_ALLOWED" : undefined;
      expect({ origin, status: answer.status, code: answer.body.detail?.code }).toEqual({ origin, status, code });
    }
  });

  test("may be a name in GLEANER_ALLOWED_HOSTS, as a proxy may replace the Host header", async () => {
    await using api = await startApi({ allowedHosts: ["media.example.org", "*"], listenHost: "127.0.0.1" });
    const origins = {
      "https://media.example.org": 200,
      "https://MEDIA.example.org:8443": 200,
      "https://evil.example": 403,
      "http://127.0.0.1:3000": 403,
      null: 403,
    };
    for (const [origin, status] of Object.entries(origins)) {
      const answer = await api.call("POST", "/api/v1/jobs/cancel", {}, { host: "127.0.0.1:8765", origin });
      expect({ origin, status: answer.status }).toEqual({ origin, status });
    }
  });

  test("that a proxy hides is refused with the setting and the line of the proxy that help", async () => {
    await using api = await startApi();
    const headers = { host: "127.0.0.1:8765", origin: "https://media.example.org" };
    const { status, body } = await api.call("POST", "/api/v1/jobs/cancel", {}, headers);
    expect({ status, code: body.detail.code }).toEqual({ status: 403, code: "ORIGIN_NOT_ALLOWED" });
    expect(body.detail.message).toContain("add media.example.org to GLEANER_ALLOWED_HOSTS");
    expect(body.detail.message).toContain("proxy_set_header Host $http_host;");
  });

  test("that a browser leaves out is refused where the browser says that the request comes from another site", async () => {
    await using api = await startApi();
    const sites = { "cross-site": 403, "same-site": 403, "same-origin": 200, none: 200 };
    for (const [site, status] of Object.entries(sites)) {
      const answer = await api.call("POST", "/api/v1/jobs/cancel", {}, { "sec-fetch-site": site });
      expect({ site, status: answer.status }).toEqual({ site, status });
    }
    expect((await api.call("GET", "/api/v1/jobs", undefined, { "sec-fetch-site": "cross-site" })).status).toBe(200);
  });

  test("matters to no request that changes nothing, and nothing lets other origins read", async () => {
    await using api = await startApi();
    const answer = await api.call("GET", "/api/v1/jobs", undefined, { origin: "https://evil.example" });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("a token", () => {
  test("is wanted for everything but the sign of life", async () => {
    await using api = await startApi({ token: "correct horse" });
    for (const url of ["/api/v1/jobs", "/api/v1/events", "/metrics", "/health/ready", "/docs", "/nothing"]) {
      const answer = await api.call("GET", url);
      expect({ url, status: answer.status, code: answer.body.detail?.code }).toEqual({
        url,
        status: 401,
        code: "UNAUTHORIZED",
      });
      expect(answer.headers["www-authenticate"]).toBe("Bearer");
    }
    expect((await api.call("GET", "/health/live")).body).toEqual({ status: "ok" });
  });

  test("that is missing, wrong or of an older session is refused in words of its own", async () => {
    await using api = await startApi({ token: "correct horse" });
    const refusal = async (headers: Record<string, string>) => {
      const { status, body } = await api.call("GET", "/api/v1/jobs", undefined, headers);
      expect({ status, code: body.detail.code }).toEqual({ status: 401, code: "UNAUTHORIZED" });
      return body.detail.message;
    };
    expect(await refusal({})).toMatch(/^This server is protected\. Send its GLEANER_TOKEN/);
    expect(await refusal(bearer("wrong"))).toMatch(/^This is not the token of this server\./);
    expect(await refusal({ cookie: "gleaner_session=old" })).toMatch(/^This session is over/);
  });

  test("that is wrong is refused", async () => {
    await using api = await startApi({ token: "correct horse" });
    for (const token of ["wrong", "correct horsf", "", "correct horse2"]) {
      expect((await api.call("GET", "/api/v1/jobs", undefined, bearer(token))).status).toBe(401);
    }
  });

  test("is not replaced by any cookie but that of a session", async () => {
    await using api = await startApi({ token: "correct horse" });
    const values = ["correct%20horse", "correct horse", "", "x".repeat(43), "=", '"'];
    for (const cookie of [...values.map((value) => `gleaner_session=${value}`), "gleaner_session", ";;=;", "a=b"]) {
      expect({ cookie, status: (await api.call("GET", "/api/v1/jobs", undefined, { cookie })).status }).toEqual({
        cookie,
        status: 401,
      });
    }
  });

  test("is taken from the header, and for events from the address too", async () => {
    await using api = await startApi({ token: "correct horse" });
    expect((await api.call("GET", "/api/v1/jobs", undefined, bearer("correct horse"))).status).toBe(200);
    expect((await api.call("GET", "/api/v1/jobs?token=correct%20horse")).status).toBe(401);
    const url = await api.listen();
    const good = await listenTo(`${url}/api/v1/events?token=correct%20horse`);
    expect(good.response.status).toBe(200);
    expect((await listenTo(`${url}/api/v1/events?token=wrong`)).response.status).toBe(401);
  });

  test("that is wrong again and again is answered late and then not looked at, and logged once a minute", async () => {
    const lines: string[] = [];
    const logStream = { write: (line: string) => void lines.push(line) };
    await using api = await startApi({ token: "correct horse", logLevel: "warn", logStream });
    const attempts = Array.from({ length: 100 }, (_, index) =>
      api.call("GET", "/api/v1/jobs", undefined, bearer(`guess ${index}`)),
    );
    const answers = await Promise.all(attempts);
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(40);
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({ detail: { code: "TOO_MANY_ATTEMPTS" } });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("wrong token");
    expect(lines[0]).not.toContain("guess");
  });

  test("that is right gets in at once after wrong ones from the same address", async () => {
    await using api = await startApi({ token: "correct horse" });
    for (let index = 0; index < 20; index += 1) {
      expect((await api.call("GET", "/api/v1/jobs", undefined, bearer(`guess ${index}`))).status).toBe(401);
      expect((await api.call("POST", "/api/v1/session", { token: "correct horse" })).status).toBe(204);
    }
    expect((await api.call("GET", "/api/v1/jobs", undefined, bearer("correct horse"))).status).toBe(200);
  });

  test("never gets into the log, nor does a path", async () => {
    const lines: string[] = [];
    const logStream = { write: (line: string) => void lines.push(line) };
    await using api = await startApi({ token: "correct-horse", logLevel: "trace", logStream });
    const url = await api.listen();
    const { close } = await listenTo(`${url}/api/v1/events?token=correct-horse`);
    await expect.poll(() => api.queue.feed.size).toBe(1);
    close();
    await expect.poll(() => api.queue.feed.size).toBe(0);
    await api.call("GET", "/nothing/here?token=correct-horse");
    await api.call("GET", "/api/v1/filesystem/directories?path=/secret", undefined, bearer("correct-horse"));
    const log = lines.join("");
    expect(log).toContain("/api/v1/filesystem/directories");
    expect(log).not.toContain("correct-horse");
    expect(log).not.toContain("/secret");
  });
});

test("requests are logged for those who look for them, and not otherwise", async () => {
  const lines: string[] = [];
  const logStream = { write: (line: string) => void lines.push(line) };
  await using api = await startApi({ logLevel: "info", logStream });
  await api.call("GET", "/api/v1/jobs");
  await api.call("GET", "/nothing");
  expect(lines).toEqual([]);
});

test("every answer tells browsers to guess nothing, frame nothing and tell nobody", async () => {
  await using api = await startApi();
  for (const url of ["/api/v1/jobs", "/docs/", "/nothing"]) {
    const { headers } = await api.call("GET", url);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
  }
});

test("what is no HTTP is answered in the usual form", async () => {
  await using api = await startApi();
  const { port } = new URL(await api.listen());
  const socket = connect(Number(port), "127.0.0.1");
  socket.end("hello\r\n\r\n");
  let text = "";
  socket.on("data", (chunk) => {
    text += String(chunk);
  });
  await once(socket, "close");
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(JSON.parse(text.split("\r\n\r\n")[1] ?? "")).toMatchObject({ detail: { code: "BAD_REQUEST" } });
});
