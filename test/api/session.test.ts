import { describe, expect, test } from "vitest";
import { type Api, listenTo, startApi } from "./start-api.ts";

const token = "correct horse";

/** Signs in and returns the header by which a browser is known from then on. */
async function signIn(api: Api): Promise<{ readonly cookie: string }> {
  const { status, headers } = await api.call("POST", "/api/v1/session", { token });
  expect(status).toBe(204);
  return { cookie: `theme=dark; ${String(headers["set-cookie"]).split(";")[0]}; other=1` };
}

describe("signing in", () => {
  test("with the token gives a cookie for 30 days that scripts cannot read and other sites cannot send", async () => {
    await using api = await startApi({ token });
    const { status, body, headers } = await api.call("POST", "/api/v1/session", { token });
    expect({ status, body }).toEqual({ status: 204, body: "" });
    expect(headers["set-cookie"]).toMatch(
      /^gleaner_session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
    );
  });

  test("by https gives a cookie that is never sent without", async () => {
    await using api = await startApi({ token });
    const { headers } = await api.call("POST", "/api/v1/session", { token }, { origin: "https://localhost" });
    expect(headers["set-cookie"]).toMatch(/; SameSite=Strict; Secure$/);
  });

  test("never puts the token itself into the cookie, and gives the same one again", async () => {
    await using api = await startApi({ token });
    const { cookie } = await signIn(api);
    expect(decodeURIComponent(cookie)).not.toContain(token);
    expect(cookie).not.toContain(Buffer.from(token).toString("base64url"));
    expect((await signIn(api)).cookie).toBe(cookie);
  });

  test("with anything else is refused, without a cookie", async () => {
    await using api = await startApi({ token });
    for (const wrong of ["", "correct hors", "correct horse ", "Correct horse"]) {
      const { status, body, headers } = await api.call("POST", "/api/v1/session", { token: wrong });
      expect({ wrong, status, code: body.detail.code }).toEqual({ wrong, status: 401, code: "UNAUTHORIZED" });
      expect(headers["set-cookie"]).toBeUndefined();
      expect(body.detail.message).toContain("GLEANER_TOKEN");
    }
    for (const body of [{}, { token: 7 }, { token, name: "x" }]) {
      expect(await api.call("POST", "/api/v1/session", body)).toMatchObject({ status: 422 });
    }
  });

  test("is not for pages of other origins", async () => {
    await using api = await startApi({ token });
    const origin = { origin: "https://evil.example" };
    expect((await api.call("POST", "/api/v1/session", { token }, origin)).status).toBe(403);
    expect((await api.call("DELETE", "/api/v1/session", undefined, origin)).status).toBe(403);
  });

  test("needs nothing where there is no token", async () => {
    await using api = await startApi();
    const { status, headers } = await api.call("POST", "/api/v1/session", { token: "anything" });
    expect({ status, cookie: headers["set-cookie"] }).toEqual({ status: 204, cookie: undefined });
  });
});

describe("a browser that is signed in", () => {
  test("may do whatever the token may", async () => {
    await using api = await startApi({ token });
    const session = await signIn(api);
    for (const url of ["/api/v1/jobs", "/docs", "/docs/docs.css", "/metrics", "/health/ready"]) {
      expect({ url, status: (await api.call("GET", url, undefined, session)).status }).toEqual({ url, status: 200 });
    }
    expect((await api.call("POST", "/api/v1/jobs/cancel", {}, session)).status).toBe(200);
    const url = await api.listen();
    const { response, close } = await listenTo(`${url}/api/v1/events`, session);
    expect(response.status).toBe(200);
    close();
  });

  test("changes nothing on behalf of a page of another origin", async () => {
    await using api = await startApi({ token });
    const headers = { ...(await signIn(api)), origin: "http://localhost:3000" };
    expect(await api.call("POST", "/api/v1/jobs/cancel", {}, headers)).toMatchObject({
      status: 403,
      body: { detail: { code: "ORIGIN_NOT_ALLOWED" } },
    });
  });

  test("signs out by losing its cookie", async () => {
    await using api = await startApi({ token });
    const { status, headers } = await api.call("DELETE", "/api/v1/session", undefined, await signIn(api));
    expect(status).toBe(204);
    expect(headers["set-cookie"]).toBe("gleaner_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
  });

  test("is a stranger to a server with another token", async () => {
    await using api = await startApi({ token });
    await using other = await startApi({ token: "another horse" });
    const session = await signIn(api);
    expect((await api.call("GET", "/api/v1/jobs", undefined, session)).status).toBe(200);
    expect((await other.call("GET", "/api/v1/jobs", undefined, session)).status).toBe(401);
  });
});

test("signing in and out are part of the description of the API", async () => {
  await using api = await startApi();
  const { body } = await api.call("GET", "/api/v1/openapi.json");
  expect(Object.keys(body.paths["/api/v1/session"])).toEqual(["post", "delete"]);
  expect(body.components.securitySchemes.session).toEqual({ type: "apiKey", in: "cookie", name: "gleaner_session" });
});
