/** A server with the library that the examples of the API are about, and what must be so before some of them. */
import { execFile } from "node:child_process";
import { mkdir, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { addressOf, type CallExample } from "../../../src/api/examples/call-example.ts";
import { curlCommand } from "../../../src/api/examples/curl-command.ts";
import { examples } from "../../../src/api/examples/examples.ts";
import { copyClip, temporaryDirectory } from "../../clip-tree.ts";
import { type GleanerServer, startGleanerServer } from "../../gleaner-process.ts";
import { WebhookReceiver } from "../../notices/webhook-receiver.ts";

/** Ids in the examples, for what the library has. */
const idOf = {
  /** /media/films/Harbour (1962)/Harbour.mp4 */
  film: "0f8e4b1a-6c1d-4b7e-9a53-1d2c3b4a5f60",
  /** A scan of /media/films that has ended */
  scan: "7c2a9d34-1e5f-4a6b-8c7d-9e0f1a2b3c4d",
  /** /media/films, as a directory of the library */
  root: "3b1f6a52-8d4e-4c9a-b7f0-2a6c5d8e1f93",
  /** A saved filter */
  savedFilter: "5d7e9f13-4b62-4c8a-9f05-6e1a2b3c4d78",
  /** A scan that waits for its turn */
  waiting: "c5d0e7a1-2f4b-4d68-9b3c-7a1e6f2d8b04",
  /** /media/copies/Holiday.mp4 */
  original: "b7d92c04-3e6a-4f18-9c51-6a0d8e2f7b13",
  /** /media/copies/To sort/Holiday (1).mp4 */
  copy: "4a6e1f83-9b27-4d5c-8e30-1c7f5a9d2b64",
  /** A scan of whose end the webhook was told */
  told: "5d9c1f3e-7b2a-4e80-96c4-8f3a1d6b7e25",
  /** A scan that was cancelled */
  cancelled: "e91b3c7d-5a28-4f06-8d1e-0b4c6a7f2d35",
};

export interface ExampleServer extends AsyncDisposable {
  /** The ids that mean the same in all examples. */
  readonly ids: ReadonlySet<string>;
  /** Makes the request of an example, after what must be so before it. */
  ask(
    call: string,
    example: CallExample,
  ): Promise<{ readonly status: number; readonly type: string; readonly body: string }>;
  /** Runs the command of an example, and returns the head and the body of the answer. */
  run(call: string): Promise<string>;
  /** The text of an answer, with the ids and the directory of the examples. */
  asInExamples(text: string): string;
  openApi(): Promise<{ readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>> }>;
}

export async function startExampleServer(): Promise<ExampleServer> {
  const directory = await temporaryDirectory();
  const at = (path: string) => join(directory.path, path);
  const old = at("media/films/Old film.mp4");
  await copyClip("av1-opus.mp4", old);
  const server = await startGleanerServer(at("data"), {
    GLEANER_CONCURRENT_SCANS: "1",
    GLEANER_ALLOW_DELETE: "1",
    ...(await makeDesktop(at("bin"))),
  });
  const receiver = await WebhookReceiver.open();
  receiver.answer = (response) => response.writeHead(200).end("Thank you");
  const ids = new Map<string, string>();
  const { call, ended } = callsOf(server);

  const scan = async (path: string, options: object = {}) =>
    (await call<{ job_id: string }>("POST", "/api/v1/videos/scan", { path: at(path), ...options })).job_id;
  await ended(await scan("media/films"));
  await rm(old);
  await copyClip("h264-aac-faststart.mp4", at("media/films/Harbour (1962)/Harbour.mp4"));
  const srt = "1\n00:00:00,500 --> 00:00:01,500\nThere is the harbour.\n";
  await writeFile(at("media/films/Harbour (1962)/Harbour.en.srt"), srt);
  await copyClip("several-audio.mkv", at("media/films/Series/S01E01.mkv"));
  // As after an interrupted download: its index is at its end.
  await copyClip("h264-variable-rate.mp4", at("media/films/Broken.mp4"));
  await truncate(at("media/films/Broken.mp4"), 3_000);
  await mkdir(at("media/series"));
  ids.set(idOf.scan, await scan("media/films"));
  await ended(ids.get(idOf.scan) ?? "");
  const { videos } = await call<{ videos: readonly { id: string }[] }>("GET", "/api/v1/videos?q=harbour");
  ids.set(idOf.film, videos[0]?.id ?? "");
  const { roots } = await call<{ roots: readonly { root_id: string }[] }>("GET", "/api/v1/roots");
  ids.set(idOf.root, roots[0]?.root_id ?? "");

  const saved = { name: "4K without German sound", filter: { resolution: "2160p", audio_language: "!de" } };
  const { saved_filter_id } = await call<{ saved_filter_id: string }>("POST", "/api/v1/saved-filters", saved);
  ids.set(idOf.savedFilter, saved_filter_id);

  /** Begins a scan that goes on for long. */
  const scanSlowly = async () => {
    const id = await scan("media/films", { full: true, max_rate: 0.1 });
    while ((await call<{ status: string }>("GET", `/api/v1/jobs/${id}`)).status !== "running");
  };
  /** Makes a scan that waits while another one runs. */
  const scanLater = () => scan("media/films/Series");
  const setWebhook = () =>
    call("PATCH", "/api/v1/settings", { webhook: receiver.url, webhook_secret: receiver.secret });
  const takeWebhookAway = () => call("PATCH", "/api/v1/settings", { webhook: null, webhook_secret: null });
  const before: Readonly<Record<string, () => Promise<unknown>>> = {
    "POST /api/v1/jobs/cancel": scanSlowly,
    "POST /api/v1/jobs/{id}/cancel": async () => {
      await scanSlowly();
      ids.set(idOf.waiting, await scanLater());
    },
    "POST /api/v1/jobs/{id}/resume": async () => {
      await scanSlowly();
      const id = await scanLater();
      await call("POST", `/api/v1/jobs/${id}/cancel`);
      ids.set(idOf.cancelled, id);
    },
    "POST /api/v1/videos/thumbnails": async () => {
      const state = async () => {
        const body = { video_ids: [ids.get(idOf.film)] };
        const answer = await call<{ thumbnails: readonly { state: string }[] }>(
          "POST",
          "/api/v1/videos/thumbnails",
          body,
        );
        return answer.thumbnails[0]?.state;
      };
      while ((await state()) === "pending");
    },
    "GET /api/v1/duplicates": async () => {
      const paths = ["Holiday.mp4", "To sort/Holiday (1).mp4"].map((name) => at(`media/copies/${name}`));
      for (const [nth, path] of paths.entries()) {
        await copyClip("av1-opus.mp4", path);
        await utimes(path, 1_700_000_000 + nth, 1_700_000_000 + nth);
      }
      await ended(await scan("media/copies"));
      const { job_id } = await call<{ job_id: string }>("POST", "/api/v1/duplicates/compare");
      await ended(job_id);
      const { groups } = await call<{ groups: readonly { videos: readonly { video: { id: string } }[] }[] }>(
        "GET",
        "/api/v1/duplicates",
      );
      const [original, copy] = groups[0]?.videos ?? [];
      ids.set(idOf.original, original?.video.id ?? "");
      ids.set(idOf.copy, copy?.video.id ?? "");
    },
    "GET /api/v1/settings/webhook/deliveries": async () => {
      await setWebhook();
      ids.set(idOf.told, await scan("media/films"));
      await receiver.next();
      const states = async () => {
        const path = "/api/v1/settings/webhook/deliveries";
        const { deliveries } = await call<{ deliveries: readonly { state: string }[] }>("GET", path);
        return deliveries.map(({ state }) => state);
      };
      while (!(await states()).includes("delivered"));
      await takeWebhookAway();
    },
    "POST /api/v1/settings/webhook/test": setWebhook,
    "PATCH /api/v1/settings": takeWebhookAway,
    "PATCH /api/v1/roots/{id}": async () => ended(await scan("media/films")),
  };
  /** Ends what the example before has begun. */
  const rest = async () => {
    await call("POST", "/api/v1/jobs/cancel");
    const { jobs } = await call<{ jobs: readonly { job_id: string }[] }>("GET", "/api/v1/jobs?status=pending,running");
    for (const { job_id } of jobs) await ended(job_id);
  };

  const ofServer = (text: string) => {
    let changed = text.replaceAll("/media/", `${directory.path}/media/`);
    for (const [example, own] of ids) changed = changed.replaceAll(example, own);
    return changed;
  };
  return {
    ids: new Set(Object.values(idOf)),
    ask: async (name, example) => {
      if (!/^(?:GET|HEAD) /.test(name)) await rest();
      await before[name]?.();
      const { headers = {}, body } = example;
      const parts: CallExample = JSON.parse(ofServer(JSON.stringify(example)));
      const leaving = new AbortController();
      const response = await fetch(server.url + addressOf(name, parts), {
        method: name.slice(0, name.indexOf(" ")),
        headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(parts.body) }),
        signal: leaving.signal,
      });
      const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
      const text = type === "text/event-stream" ? await firstEvent(response) : await response.text();
      leaving.abort();
      return { status: response.status, type, body: text };
    },
    run: async (name) => {
      const command = curlCommand(name, examples[name] ?? { status: 0 }, server.url).replace("curl", "curl -s -i");
      return (await promisify(execFile)("sh", ["-c", ofServer(command)])).stdout;
    },
    asInExamples: (text) => {
      let changed = text.replaceAll(`${directory.path}/media`, "/media");
      for (const [example, own] of ids) changed = changed.replaceAll(own, example);
      return changed;
    },
    openApi: () => call("GET", "/api/v1/openapi.json"),
    [Symbol.asyncDispose]: async () => {
      server.kill("SIGTERM");
      await server.exit;
      await receiver[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** The environment of a desktop whose file manager shows nothing. */
async function makeDesktop(directory: string): Promise<Record<string, string>> {
  await mkdir(directory, { recursive: true });
  for (const program of ["dbus-send", "open"])
    await writeFile(join(directory, program), "#!/bin/sh\n", { mode: 0o755 });
  const path = [directory, process.env["PATH"]].join(delimiter);
  return { PATH: path, DISPLAY: ":0", SSH_CONNECTION: "", SSH_TTY: "" };
}

function callsOf(server: GleanerServer) {
  const call = async <Body>(method: string, path: string, body?: unknown): Promise<Body> =>
    (await server.call<Body>(method, path, body)).body;
  return { call, ended: (id: string) => call("GET", `/api/v1/jobs/${id}/wait?timeout=60`) };
}

/** An event stream up to the end of its first event that has data. */
async function firstEvent(response: Response): Promise<string> {
  let text = "";
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    const event = /^id:[^]*?\n\n/m.exec(text);
    if (event !== null) return event[0];
  }
  return text;
}
