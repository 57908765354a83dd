import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { JobId, PendingJob } from "../../src/jobs/job.ts";
import { type Api, firstEvent, listenTo, startApi } from "./start-api.ts";

/** A job that is only told of: as many as a test needs, at once. */
function pendingJob(revision: number, id: JobId = randomUUID() as string as JobId): PendingJob {
  return {
    id,
    type: "scan",
    payload: { path: longPath, recursive: true, retry_errors: false },
    uniqueKey: null,
    lane: null,
    resumes: null,
    counts: {},
    progress: null,
    attempt: 0,
    claim: 0,
    revision,
    submittedAt: new Date(),
    startedAt: null,
    ranMs: 0,
    status: "pending",
    cancelRequestedAt: null,
  };
}

function publish(api: Api, job: PendingJob): void {
  api.queue.feed.publish({ job, activity: null });
}

/** A client that asks for events and then reads none, and the server's end of its connection. */
async function deafClient(api: Api, url: string): Promise<{ client: Socket; server: Socket }> {
  const { hostname, port } = new URL(url);
  const connected = once(api.app.server, "connection") as Promise<[Socket]>;
  const client = connect(Number(port), hostname);
  client.on("error", () => {});
  client.pause();
  const [server] = await connected;
  const listeners = api.queue.feed.size;
  client.write(`GET /api/v1/events HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
  await expect.poll(() => api.queue.feed.size).toBe(listeners + 1);
  return { client, server };
}

/** So many events of this size are more than the system's buffers between a server and a client hold. */
const many = 4_000;
const longPath = `/${"x".repeat(4_000)}`;

describe("the events of a job", () => {
  test("begin with its present state, tell its changes, and end with its end", async () => {
    await using api = await startApi();
    const url = await api.listen();
    const id = await api.scan();
    const scan = await api.nextScan();
    const { response, events } = await listenTo(`${url}/api/v1/jobs/${id}/events`);
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(await firstEvent(events, () => true)).toMatchObject({ job: { job_id: id, status: "running" } });

    scan.at("/films/a.mkv");
    await firstEvent(events, (job) => job.current_path === "/films/a.mkv");
    await scan.commit({ videos: ["/films/a.mkv"] });
    await firstEvent(events, (job) => job.counts.new === 1);
    scan.finish();
    const last = await firstEvent(events, (job) => job.finished_at !== null);
    expect(last.job).toMatchObject({ status: "completed", result: { new: 1 } });
    expect(await events.next()).toMatchObject({ done: true });
    expect(last).toEqual({ id: last.id, job: (await api.call("GET", `/api/v1/jobs/${id}`)).body });
  });

  test("have ids that rise", async () => {
    await using api = await startApi();
    const url = await api.listen();
    const id = await api.scan();
    const scan = await api.nextScan();
    const { events } = await listenTo(`${url}/api/v1/jobs/${id}/events`);
    const first = await firstEvent(events, () => true);
    await scan.commit({ videos: ["/films/a.mkv"] });
    scan.finish();
    const ids = [first.id];
    for await (const event of events) ids.push(event.id);
    expect(ids.length).toBeGreaterThan(1);
    expect(ids).toEqual(ids.toSorted((one, other) => one - other));
  });

  test("of one that has ended are its final state, and nothing for a client that has it", async () => {
    await using api = await startApi();
    const url = await api.listen();
    const id = await api.scan();
    (await api.nextScan()).finish();
    const first = await listenTo(`${url}/api/v1/jobs/${id}/events`);
    const { id: lastId } = await firstEvent(first.events, (job) => job.status === "completed");

    const headers = { "last-event-id": String(lastId) };
    const again = await listenTo(`${url}/api/v1/jobs/${id}/events`, headers);
    expect(again.response.status).toBe(204);
    const earlier = await listenTo(`${url}/api/v1/jobs/${id}/events`, { "last-event-id": String(lastId - 1) });
    expect(await firstEvent(earlier.events, () => true)).toMatchObject({ id: lastId });
    const nonsense = await listenTo(`${url}/api/v1/jobs/${id}/events`, { "last-event-id": "x" });
    expect(await firstEvent(nonsense.events, () => true)).toMatchObject({ id: lastId });
  });

  test("do not repeat the state that a client has", async () => {
    await using api = await startApi();
    const url = await api.listen();
    const id = await api.scan();
    const scan = await api.nextScan();
    const first = await listenTo(`${url}/api/v1/jobs/${id}/events`);
    const { id: lastId } = await firstEvent(first.events, () => true);
    const again = await listenTo(`${url}/api/v1/jobs/${id}/events`, { "last-event-id": String(lastId) });
    await scan.commit({ videos: ["/films/a.mkv"] });
    expect((await firstEvent(again.events, () => true)).job.counts.new).toBe(1);
  });
});

describe("the events of all jobs", () => {
  test("begin with the active ones, and tell of new ones", async () => {
    await using api = await startApi();
    const url = await api.listen();
    const ended = await api.scan();
    (await api.nextScan()).finish();
    await api.call("GET", `/api/v1/jobs/${ended}/wait`);
    const active = await api.scan();
    await api.nextScan();
    const { events } = await listenTo(`${url}/api/v1/events`);
    expect(await firstEvent(events, () => true)).toMatchObject({ job: { job_id: active } });
    await mkdir(join(api.directory, "new"));
    const later = await api.scan(join(api.directory, "new"));
    await firstEvent(events, (job) => job.job_id === later);
    await api.call("POST", `/api/v1/jobs/${later}/cancel`);
    await firstEvent(events, (job) => job.job_id === later && job.status === "cancelled");
  });

  test("tell a client that comes back what it has missed, also the end of a job", async () => {
    await using api = await startApi();
    const url = await api.listen();
    const first = await listenTo(`${url}/api/v1/events`);
    const id = await api.scan();
    const { id: lastId } = await firstEvent(first.events, (job) => job.job_id === id);
    first.close();
    (await api.nextScan()).finish();
    await api.call("GET", `/api/v1/jobs/${id}/wait`);
    const again = await listenTo(`${url}/api/v1/events`, { "last-event-id": String(lastId) });
    expect((await firstEvent(again.events, () => true)).job).toMatchObject({ job_id: id, status: "completed" });
  });

  test("reach a client at once, before there is any", async () => {
    await using api = await startApi();
    const url = await api.listen();
    const { response } = await listenTo(`${url}/api/v1/events`);
    expect(response.status).toBe(200);
  });
});

describe("clients", () => {
  test("that leave are forgotten", async () => {
    await using api = await startApi();
    const url = await api.listen();
    const { close } = await listenTo(`${url}/api/v1/events`);
    await expect.poll(() => api.queue.feed.size).toBe(1);
    close();
    await expect.poll(() => api.queue.feed.size).toBe(0);
    expect((await api.call("GET", "/metrics")).body).toContain("gleaner_event_streams 0");
  });

  test("that read slowly miss only what has been overtaken", async () => {
    await using api = await startApi();
    const { client, server } = await deafClient(api, await api.listen());
    const jobs = Array.from({ length: many }, (_, index) => pendingJob(index + 1));
    for (const job of jobs) publish(api, job);
    await expect.poll(() => server.writableNeedDrain).toBe(true);
    for (const job of jobs) publish(api, pendingJob(job.revision + many, job.id));

    const newest = new Map<string, number>();
    let told = 0;
    let text = "";
    client.on("data", (chunk) => {
      text += String(chunk);
      const end = text.lastIndexOf("\n\n") + 2;
      for (const [, id, job] of text.slice(0, end).matchAll(/^id: (\d+)\r?\nevent: job\r?\ndata: (.*)$/gm)) {
        newest.set((JSON.parse(job ?? "") as { job_id: string }).job_id, Number(id));
        told += 1;
      }
      text = text.slice(end);
    });
    client.resume();
    await expect.poll(() => [...newest.values()].filter((id) => id > many).length, { timeout: 20_000 }).toBe(many);
    // Some were overtaken while they waited: the feed kept one snapshot a job, and nothing else kept more.
    expect(told).toBeLessThan(2 * many);
    client.destroy();
  });

  test("that never read are forgotten when they leave, and hold no shutdown up", async () => {
    await using api = await startApi();
    const url = await api.listen();
    const leaving = await deafClient(api, url);
    const staying = await deafClient(api, url);
    for (let index = 0; index < many; index += 1) publish(api, pendingJob(index + 1));
    await expect.poll(() => leaving.server.writableNeedDrain && staying.server.writableNeedDrain).toBe(true);
    leaving.client.destroy();
    await expect.poll(() => api.queue.feed.size).toBe(1);
    await api.app.close();
    expect(api.queue.feed.size).toBe(0);
    staying.client.destroy();
  });

  test("that listen are let go when the server stops", async () => {
    await using api = await startApi();
    const url = await api.listen();
    const { events } = await listenTo(`${url}/api/v1/events`);
    const rest = events.next();
    await expect.poll(() => api.queue.feed.size).toBe(1);
    await api.app.close();
    expect(await rest).toMatchObject({ done: true });
  });

  test("beyond the hundredth end the one that has been open longest, so that nobody is locked out", async () => {
    await using api = await startApi();
    const url = await api.listen();
    const first = await listenTo(`${url}/api/v1/events`);
    const rest = first.events.next();
    const clients = await Promise.all(Array.from({ length: 99 }, () => listenTo(`${url}/api/v1/events`)));
    const { response, close } = await listenTo(`${url}/api/v1/events`);
    expect(response.status).toBe(200);
    await expect(rest).rejects.toThrow("terminated");
    await expect.poll(() => api.queue.feed.size).toBe(100);
    for (const client of [...clients, { close }]) client.close();
  });
});
