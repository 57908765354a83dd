import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { startApi } from "./start-api.ts";

test("closing does not wait for connections on which nothing was asked", async () => {
  await using api = await startApi();
  const { hostname, port } = new URL(await api.listen());
  const silent = connect(Number(port), hostname);
  await once(silent, "connect");
  // The server has it once it has answered another, later one.
  expect((await fetch(`http://${hostname}:${port}/health/live`)).status).toBe(200);
  const ended = once(silent, "close");
  await api.app.close();
  await ended;
  expect(silent.bytesRead).toBe(0);
});
