import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished, test } from "vitest";
import { type ApiClient, createApiClient } from "./api-client.ts";

/** A client of a server that is not Gleaner. */
async function clientOf(listener: RequestListener): Promise<ApiClient> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return createApiClient({ url: `http://127.0.0.1:${address.port}`, token: "secret" });
}

test("a server that answers with something else is no Gleaner", async ({ expect }) => {
  for (const body of ["<html>", '{"status":"fine"}', ""]) {
    const client = await clientOf((_, response) => response.end(body));
    for (const ask of [() => client.job("1"), () => client.csv("videos", {}).next()]) {
      await expect(ask()).rejects.toMatchObject({
        code: "UNEXPECTED_ANSWER",
        message: "The server at this address is not Gleaner, or it has an error: it answered 200 OK.",
      });
    }
  }
});

test("a server that is somewhere else is named with its address", async ({ expect }) => {
  const client = await clientOf((_, response) => response.writeHead(308, { location: "https://nas/gleaner/" }).end());
  await expect(client.job("1")).rejects.toMatchObject({ message: expect.stringContaining("https://nas/gleaner/") });
});

test("a connection that breaks within an answer is a server that is gone", async ({ expect }) => {
  const client = await clientOf((_, response) => {
    response.writeHead(200, { "content-length": "100" }).write("{");
    setImmediate(() => response.destroy());
  });
  await expect(client.job("1")).rejects.toMatchObject({ code: "UNREACHABLE" });
  await expect(client.follow("1").next()).rejects.toMatchObject({ code: "UNREACHABLE" });
});

test("a CSV file that breaks off is a server that is gone, after the part that has arrived", async ({ expect }) => {
  const arrived = Promise.withResolvers<void>();
  const client = await clientOf((_, response) => {
    response.writeHead(200, { "content-type": "text/csv; charset=utf-8" }).write("id\r\n");
    void arrived.promise.then(() => response.destroy());
  });
  const parts = client.csv("videos", {});
  expect(await parts.next()).toEqual({ done: false, value: "id\r\n" });
  arrived.resolve();
  await expect(parts.next()).rejects.toMatchObject({ code: "UNREACHABLE" });
});

test("a request carries its body and the token", async ({ expect }) => {
  const requests: unknown[] = [];
  const client = await clientOf((request, response) => {
    const { method, url, headers } = request;
    void text(request).then((body) => {
      requests.push({ method, url, authorization: headers.authorization, type: headers["content-type"], body });
      response.end('{"job_id":"2"}');
    });
  });
  const path = "/mnt/Ärger";
  await client.submitScan({ path, recursive: true }).catch(() => {});
  expect(requests).toEqual([
    {
      method: "POST",
      url: "/api/v1/videos/scan",
      authorization: "Bearer secret",
      type: "application/json",
      body: JSON.stringify({ path, recursive: true }),
    },
  ]);
});
