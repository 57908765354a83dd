import { once } from "node:events";
import { fastify } from "fastify";
import { expect, test } from "vitest";
import { answerWithProgress } from "./answer-with-progress.ts";
import { ApiError } from "./error-codes.ts";

type Work = Parameters<typeof answerWithProgress>[2];

async function answerOf(work: Work, accept: string) {
  const app = fastify();
  app.get("/", async (request, reply) => answerWithProgress(request, reply, work));
  const { statusCode, headers, body } = await app.inject({ url: "/", headers: { accept } });
  await app.close();
  return { status: statusCode, type: String(headers["content-type"]), body };
}

const takesLong =
  (end: () => object): Work =>
  async (onProgress) => {
    for (const share of [0.25, 0.5]) {
      onProgress(share);
      await new Promise(setImmediate);
    }
    return end();
  };

test("progress comes line by line, and the answer last", async () => {
  const { status, type, body } = await answerOf(
    takesLong(() => ({ done: true })),
    "application/x-ndjson, */*",
  );
  expect({ status, type }).toEqual({ status: 200, type: "application/x-ndjson" });
  expect(body).toBe('{"progress":0.25}\n{"progress":0.5}\n{"done":true}\n');
});

test("an error that comes after progress is the last line", async () => {
  const fails = takesLong(() => {
    throw new ApiError("DELETE_FAILED", "It is not equal.");
  });
  const { body } = await answerOf(fails, "application/x-ndjson");
  expect(body.split("\n").at(-2)).toBe('{"detail":{"code":"DELETE_FAILED","message":"It is not equal."}}');
});

test("a client that wants no lines gets the answer alone, and so does one whose work is short", async () => {
  expect(
    await answerOf(
      takesLong(() => ({ done: true })),
      "application/json",
    ),
  ).toMatchObject({ body: '{"done":true}' });
  const short = await answerOf(async () => ({ done: true }), "application/x-ndjson");
  expect(short).toMatchObject({ body: '{"done":true}', type: expect.stringContaining("application/json") });
});

test("a client that leaves is no failure of the server", async () => {
  const lines: string[] = [];
  const app = fastify({ logger: { level: "warn", stream: { write: (line: string) => void lines.push(line) } } });
  const ended = Promise.withResolvers<void>();
  app.get("/", async (request, reply) =>
    answerWithProgress(request, reply, async (onProgress) => {
      onProgress(0.5);
      await once(reply.raw, "close");
      setImmediate(() => setImmediate(ended.resolve));
      throw new Error("The client is gone");
    }),
  );
  const client = new AbortController();
  const url = await app.listen();
  const answer = await fetch(url, { headers: { accept: "application/x-ndjson" }, signal: client.signal });
  expect(answer.status).toBe(200);
  client.abort();
  await ended.promise;
  await app.close();
  expect(lines).toEqual([]);
});
