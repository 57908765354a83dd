import type { Config } from "../config.ts";
import { findOwner } from "../data-directory.ts";
import type { Server } from "../server/options.ts";
import { startServer } from "../server/server.ts";
import { createApiClient } from "./api-client.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { createDemoDirectory, removeLeftovers } from "./demo-directory.ts";
import { makeDemoLibrary } from "./demo-library.ts";
import { aborted, listenForInterrupts } from "./interrupts.ts";
import { openInBrowser } from "./open-in-browser.ts";
import { count, countOf } from "./quantities.ts";

export interface DemoFlags {
  /** Whether to open the page in the browser. */
  readonly open: boolean;
  /** The port that was asked for; no other is used instead. Undefined: any port will do. */
  readonly port: string | undefined;
}

/** Files per second that the demo reads by default: slow enough to watch, and done within a minute. */
export const demoMaxRate = "9";

/** Settings that the demo decides for itself: the environment has those of the user's own library. */
const ownSettings = new Set([
  "GLEANER_DATA",
  "GLEANER_HOST",
  "GLEANER_ROOTS",
  "GLEANER_TOKEN",
  "GLEANER_ALLOW_ANYONE",
  "GLEANER_ALLOWED_HOSTS",
  "GLEANER_BASE_PATH",
  "GLEANER_ALLOW_DELETE",
  "GLEANER_MAX_RATE",
  "GLEANER_EXTENSIONS",
  "DATABASE_URL",
]);

export function demoEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ownSettings.has(name)));
}

/**
 * `gleaner demo`: makes a collection of small videos, starts a server for it and a scan slow enough to watch. Ctrl-C
 * removes everything. The user's own library and videos are not touched.
 *
 * @returns 0 when it was told to end, whatever it was doing
 */
export async function demo(context: CommandContext, flags: DemoFlags): Promise<ExitCode> {
  const { config, err } = context;
  const interrupts = listenForInterrupts(config);
  const ending = AbortSignal.any([interrupts.cancelled, interrupts.terminated]);
  await using closing = new AsyncDisposableStack();
  closing.defer(() => interrupts.close());
  try {
    await removeLeftovers(async (dataDirectory) => (await findOwner({ ...config, dataDirectory })) !== null);
    const directory = await createDemoDirectory();
    closing.defer(() => directory.remove());
    err.say("Making a few hundred small videos…");
    const files = await makeDemoLibrary(directory.videos, { signal: ending });
    const own = { ...config, dataDirectory: directory.data, roots: [directory.videos] };
    const server = await startOnFreePort(own, context, flags.port !== undefined);
    closing.defer(() => server.close());
    const { job_id: jobId } = await createApiClient(server).submitScan({
      path: directory.videos,
      recursive: true,
      retry_errors: false,
    });
    ending.throwIfAborted();

    const address = `${server.url}/?scan=${jobId}`;
    err.say(`The demo is at ${address}`);
    if (flags.open && server.hasPage) await openInBrowser(address, err);
    err.say(explanation(files, config.maxRate, server));
    await aborted(ending);
    err.say("Ending the demo and removing its files…");
  } catch (error) {
    // It was told to end while it was starting.
    if (!ending.aborted || error !== ending.reason) throw error;
  }
  return 0;
}

function explanation(files: number, maxRate: number, { hasPage, url }: Server): string {
  const pace = maxRate === 0 ? "" : `, ${count(maxRate)} per second`;
  const page = hasPage
    ? ["On the page, press Cancel scan and see what was kept. Then press Resume scan."]
    : [
        "The web page has not been built. End the demo, run `npm run setup` in the checkout, and start again.",
        `The API is described at ${url}/docs`,
      ];
  return [
    `The demo scans ${countOf(files, "file")}${pace}.`,
    ...page,
    "Ctrl-C ends the demo and removes its files. Your own library is not touched.",
  ].join("\n");
}

/** Starts on the port of the settings, or on any other if that one is taken and the user does not insist. */
async function startOnFreePort(config: Config, { onError }: CommandContext, insist: boolean): Promise<Server> {
  const start = (port: number) =>
    startServer(config, {
      command: "gleaner demo",
      runs: "all",
      listen: { host: config.host, port },
      joinable: true,
      scansAtOnce: false,
      onError,
    });
  try {
    return await start(config.port);
  } catch (error) {
    if (insist || !(error instanceof Error && "code" in error && error.code === "CANNOT_LISTEN")) throw error;
    return start(0);
  }
}
