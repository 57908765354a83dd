import { setTimeout as delay } from "node:timers/promises";
import { isLoopback } from "../api/loopback.ts";
import { type Config, InvalidSetting } from "../config.ts";
import { findOwner, isInUse } from "../data-directory.ts";
import { isKilledAndWaits } from "../files/killed-process.ts";
import type { Server } from "../server/options.ts";
import { startServer } from "../server/server.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { aborted, listenForInterrupts } from "./interrupts.ts";
import { migrationNotice } from "./migration-notice.ts";
import { openInBrowser } from "./open-in-browser.ts";
import { newLibraryText } from "./reach-server.ts";
import { reachableAddresses } from "./reachable-addresses.ts";
import { shownPath } from "./shown-path.ts";

/** As other processes see it. */
const serveCommand = "gleaner serve";

/** `gleaner serve`: answers HTTP and runs scans until it is stopped. */
export async function serve(context: CommandContext, flags: { readonly open: boolean }): Promise<ExitCode> {
  const { config, err } = context;
  if (config.noWorker && config.databaseUrl === null) {
    throw new InvalidSetting(
      "Without a worker in the server, only `gleaner worker` reads files, and that needs a library on Postgres. " +
        "Set DATABASE_URL, or leave out --no-worker and GLEANER_NO_WORKER.",
    );
  }
  const interrupts = listenForInterrupts(config);
  try {
    const server = await startWithPatience(context);
    try {
      for (const warning of exposureWarnings(config)) err.say(warning);
      err.say(`Gleaner is at ${server.url}, and its API is described at ${server.url}/docs`);
      const addresses = reachableAddresses(config.host, server.url);
      if (addresses.length > 0) err.say(`Other machines reach it at ${addresses.join(" or ")}`);
      if (!server.hasPage)
        err.say(
          "The web page has not been built. Stop the server, run `npm run setup` in the checkout, and start again.",
        );
      if (server.isNewLibrary) err.say(newLibraryText(config));
      for (const { path, problem } of await server.unusableRoots) {
        err.say(`${shownPath(path)} in GLEANER_ROOTS cannot be scanned now: ${problem}`);
      }
      if (server.warning !== null) err.say(server.warning);
      if (config.noWorker) err.say("This server reads no files: `gleaner worker` does, on this and other machines.");
      err.say("Ctrl-C stops the server. Running scans continue at its next start.");
      if (flags.open) await openInBrowser(server.url, err);
      await aborted(AbortSignal.any([interrupts.cancelled, interrupts.terminated]));
      err.say("Stopping the server…");
    } finally {
      await server.close();
    }
    return 0;
  } finally {
    interrupts.close();
  }
}

/** Waits a moment for a command that owns the data directory, as it may be about to end. */
async function startWithPatience(context: CommandContext): Promise<Server> {
  const { config, onError, err } = context;
  const patientUntil = performance.now() + 2_000;
  for (;;) {
    try {
      return await startServer(config, {
        command: serveCommand,
        runs: "all",
        listen: { host: config.host, port: config.port },
        joinable: true,
        scansAtOnce: false,
        isWorker: !config.noWorker,
        followsSchedules: true,
        watches: true,
        onSkippedTurn: (directory) =>
          err.say(
            `No scan of ${shownPath(directory)} has begun by its schedule: the scan before has not ended. ` +
              "The next one begins with its next turn.",
          ),
        onNoWorker: (directory) =>
          err.say(
            `The scan of ${shownPath(directory)} waits: no worker takes its files. Start \`gleaner worker\` on a machine ` +
              "that has the files, and not with --only for other directories. If all workers are busy with other scans, " +
              "it goes on by itself. `gleaner workers` shows what each worker does, and what keeps it from its work.",
          ),
        onMigration: migrationNotice(err),
        onOutage: (sentence) => err.say(sentence),
        onError,
      });
    } catch (error) {
      if (!isInUse(error)) throw error;
      if (performance.now() > patientUntil) throw (await scanInTheWay(context, error)) ?? error;
      await delay(100);
    }
  }
}

/** The error if a scan in a terminal has the library open; null if something else has. */
async function scanInTheWay({ config, ownCommand }: CommandContext, cause: unknown): Promise<Error | null> {
  const owner = await findOwner(config);
  if (owner === null || owner.command === serveCommand || (await isKilledAndWaits(owner.pid))) return null;
  const { pid, command } = owner;
  // Only there does a signal pause a scan.
  const pause =
    process.platform === "win32" ? "" : `\nTo move the scan to the server: kill ${pid}; ${ownCommand("serve")}`;
  const message =
    `A scan in another terminal has the library open: process ${pid}, \`${command}\`. Wait for its end, ` +
    `watch it with \`${ownCommand("jobs")}\`, or cancel it with \`${ownCommand("cancel")}\`.${pause}`;
  return new Error(message, { cause });
}

function exposureWarnings(config: Config): string[] {
  if (isLoopback(config.host)) return [];
  const warnings: string[] = [];
  if (config.token === null) {
    warnings.push(`Anyone who can reach ${config.host} can use this server: GLEANER_ALLOW_ANYONE is set.`);
  }
  if (config.roots.length === 0) {
    warnings.push("Set GLEANER_ROOTS to the directories that may be scanned. Until then every scan is refused.");
  }
  return warnings;
}
