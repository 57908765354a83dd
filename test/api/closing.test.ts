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

test("a request that does not arrive completely in time is closed", { timeout: 60_000 }, async () => {
  await using api = await startApi();
  const { hostname, port } = new URL(await api.listen());
  expect(api.app.server.requestTimeout).toBe(30_000);
  // Node looks every five seconds.
  api.app.server.requestTimeout = 100;
  api.app.server.headersTimeout = 100;
  const begun = [
    "POST /api/v1/jobs/cancel HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{",
    "GET /api",
  ];
  const sockets = begun.map((text) => {
    const socket = connect(Number(port), hostname);
    socket.write(text);
    return socket.resume();
  });
  await Promise.all(sockets.map((socket) => once(socket, "close")));
  expect(sockets.map((socket) => socket.bytesRead > 0)).toEqual([true, true]);
});
