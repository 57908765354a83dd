import { once } from "node:events";
import { connect } from "node:net";
import { fastify } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { LateApp, type LateAppOptions } from "./late-app.ts";

/** Opens a connection and sends nothing. */
async function connectTo(url: string) {
  const silent = connect({ port: Number(new URL(url).port), host: "127.0.0.1" });
  await once(silent, "connect");
  return { ended: once(silent, "close") };
}

/** A server with a real app, which is made when `mayLoad` resolves. */
async function listen(options: { readonly mayLoad?: Promise<void>; readonly failures?: number } = {}) {
  const errors: unknown[] = [];
  let made = 0;
  const makeApp: LateAppOptions["makeApp"] = async (serverFor) => {
    made += 1;
    await options.mayLoad;
    if (made <= (options.failures ?? 0)) throw new Error("cannot load");
    const app = fastify({ serverFactory: serverFor });
    app.post("/echo", async (request) => ({ got: request.body }));
    return app;
  };
  const late = new LateApp({ makeApp, onError: (error) => errors.push(error) });
  onTestFinished(() => late.close());
  const url = await late.listen({ host: "127.0.0.1", port: 0 });
  const echo = async (text: string): Promise<unknown> => {
    const body = JSON.stringify(text);
    const headers = { "content-type": "application/json" };
    return (await fetch(`${url}/echo`, { method: "POST", body, headers })).json();
  };
  return { late, url, echo, errors, made: () => made };
}

test("no app is made for a server that nobody asks", async () => {
  const { late, url, made } = await listen();
  const { ended } = await connectTo(url);
  await late.close();
  await ended;
  expect(made()).toBe(0);
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test("the first requests wait for one app, and later ones find it", async () => {
  const { promise: mayLoad, resolve } = Promise.withResolvers<void>();
  const { echo, made } = await listen({ mayLoad });
  const first = ["a", "b", "c"].map(echo);
  await expect.poll(made).toBe(1);
  resolve();
  expect(await Promise.all(first)).toEqual([{ got: "a" }, { got: "b" }, { got: "c" }]);
  expect(await echo("d")).toEqual({ got: "d" });
  expect(made()).toBe(1);
});

test("a request that arrived before the end is answered", async () => {
  const { promise: mayLoad, resolve } = Promise.withResolvers<void>();
  const { late, echo, made } = await listen({ mayLoad });
  const answer = echo("a");
  await expect.poll(made).toBe(1);
  const closed = late.close();
  resolve();
  expect(await answer).toEqual({ got: "a" });
  await closed;
});

test("a connection without a request does not delay the end, also if it is older than the app", async () => {
  const { late, url, echo } = await listen();
  const { ended } = await connectTo(url);
  await echo("a");
  await late.close();
  await expect(ended).resolves.toEqual([false]);
});

test("an app that cannot be made is an error, and the next request tries again", async () => {
  const { echo, errors } = await listen({ failures: 1 });
  await expect(echo("a")).rejects.toThrow("fetch failed");
  expect(errors).toEqual([new Error("cannot load")]);
  expect(await echo("b")).toEqual({ got: "b" });
});
