import type { Config } from "../config.ts";
import { findOwner } from "../data-directory.ts";
import { type Server, startServer } from "../server.ts";
import { ApiClient } from "./api-client.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { createDemoDirectory, removeLeftovers } from "./demo-directory.ts";
import { makeDemoLibrary } from "./demo-library.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { openInBrowser } from "./open-in-browser.ts";
import { count, countOf } from "./quantities.ts";
import { shownPath } from "./shown-path.ts";

export interface DemoFlags {
  /** Open the page in the browser. */
  readonly open: boolean;
  /** As it was given; another is not taken instead of it then. */
  readonly port: string | undefined;
}

/** How many files a second the demo's scan reads unless told otherwise: slow enough to watch, for less than a minute. */
export const demoMaxRate = "9";

/** What the demo decides for itself, whatever the environment says of the user's own library. */
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
 * `gleaner demo`: makes a collection of small videos, starts a server of its own on it, and a scan that can be watched;
 * at Ctrl-C it removes everything. The user's own library and videos are not touched.
 *
 * @returns 0 when it was told to end, whatever it was doing
 */
export async function demo(context: CommandContext, flags: DemoFlags): Promise<ExitCode> {
  const { config, stderr } = context;
  const interrupts = listenForInterrupts();
  const ending = AbortSignal.any([interrupts.cancelled, interrupts.terminated]);
  await using closing = new AsyncDisposableStack();
  closing.defer(() => interrupts.close());
  try {
    await removeLeftovers(async (dataDirectory) => (await findOwner({ ...config, dataDirectory })) !== null);
    const directory = await createDemoDirectory();
    closing.defer(() => directory.remove());
    stderr.write("Making a collection of small videos…\n");
    const files = await makeDemoLibrary(directory.videos, { signal: ending });
    const own = { ...config, dataDirectory: directory.data, roots: [directory.videos] };
    const server = await startOnFreePort(own, context, flags.port !== undefined);
    closing.defer(() => server.close());
    const jobId = await new ApiClient(server).submitScan({
      path: directory.videos,
      recursive: true,
      retry_errors: false,
    });
    ending.throwIfAborted();

    const address = `${server.url}/?scan=${jobId}`;
    stderr.write(`The demo is at ${address}\n`);
    if (flags.open && server.hasPage) await openInBrowser(address, stderr);
    stderr.write(explanation(files, config.maxRate, directory.videos, server));
    await aborted(ending);
    stderr.write("Ending the demo, and removing what it made…\n");
  } catch (error) {
    // Told to end while it was starting.
    if (!ending.aborted || error !== ending.reason) throw error;
  }
  return 0;
}

function explanation(files: number, maxRate: number, videos: string, { hasPage, url }: Server): string {
  const pace = maxRate === 0 ? "at full speed" : `at ${count(maxRate)} files a second, so that it can be watched`;
  const page = hasPage
    ? ["On the page, press Cancel scan and see what was kept; then press Resume scan."]
    : [
        "The web page is not built: end the demo and run `npm run setup`. Till then there is the API only,",
        `described at ${url}/docs`,
      ];
  return [
    `It scans ${countOf(files, "file")} in ${shownPath(videos)}, ${pace}.`,
    ...page,
    "Ctrl-C ends the demo and removes everything it made. Your own library is not touched.",
    "",
  ].join("\n");
}

/** The port of the settings, or any other where that one is taken, unless the user insists. */
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

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
