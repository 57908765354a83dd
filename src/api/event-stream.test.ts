import fastify from "fastify";
import { expect, test } from "vitest";
import { JobFeed } from "../jobs/job-feed.ts";
import { eventStream } from "./event-stream.ts";

test("an event stream without events stays open, and has a heartbeat each time the silence lasts too long", async () => {
  await using app = fastify();
  const leaving = new AbortController();
  const changes = new JobFeed().subscribe({ signal: leaving.signal });
  const noJson = () => Promise.reject(new Error("There is no event"));
  app.get("/", (_request, reply) => eventStream(reply, changes, noJson, { heartbeatMs: 250 }));
  const { body } = await fetch(await app.listen({ host: "127.0.0.1", port: 0 }));
  const heartbeats: string[] = [];
  for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    heartbeats.push(...text.split("\n\n").filter((line) => line === ": heartbeat"));
    if (heartbeats.length >= 4) break;
  }
  expect(heartbeats).toHaveLength(4);
  leaving.abort();
});
