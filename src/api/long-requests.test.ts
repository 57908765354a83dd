import { once } from "node:events";
import { connect } from "node:net";
import { fastify } from "fastify";
import { expect, test } from "vitest";
import { LongRequests } from "./long-requests.ts";

test("a request whose client has gone before it begins is over at once, and is not kept", async () => {
  const requests = new LongRequests({ most: 10, whenFull: "refuse" });
  const received = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<AbortSignal>();
  const app = fastify();
  app.get("/", async (_request, reply) => {
    const gone = once(reply.raw, "close");
    received.resolve();
    await gone;
    begun.resolve(requests.begin(reply));
    return "";
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = new URL(app.listeningOrigin);
  const client = connect(Number(port), "127.0.0.1");
  client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await received.promise;
  client.destroy();
  expect((await begun.promise).aborted).toBe(true);
  expect(requests.size).toBe(0);
  await app.close();
});
