import { setTimeout as delay } from "node:timers/promises";
import { isLoopback } from "../api/loopback.ts";
import type { Config } from "../config.ts";
import { isInUse } from "../data-directory.ts";
import { type Server, startServer } from "../server.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { openInBrowser } from "./open-in-browser.ts";

/** `gleaner serve`: answers HTTP and runs scans until it is stopped. */
export async function serve(context: CommandContext, flags: { readonly open: boolean }): Promise<ExitCode> {
  const { config, stderr } = context;
  const interrupts = listenForInterrupts();
  try {
    const server = await startWithPatience(context);
    try {
      for (const warning of exposureWarnings(config)) stderr.write(`${warning}\n`);
      stderr.write(`Gleaner is at ${server.url}, its API is described at ${server.url}/docs\n`);
      if (!server.hasPage) stderr.write("It has no web page, as that is not built: stop it and run `npm run setup`.\n");
      stderr.write("Ctrl-C stops it; scans that are running go on at its next start.\n");
      if (flags.open) await openInBrowser(server.url, stderr);
      await aborted(AbortSignal.any([interrupts.cancelled, interrupts.terminated]));
      stderr.write("Stopping…\n");
    } finally {
      await server.close();
    }
    return 0;
  } finally {
    interrupts.close();
  }
}

/** Another command that owns the data directory may be about to end. */
async function startWithPatience({ config, onError }: CommandContext): Promise<Server> {
  const patientUntil = performance.now() + 2_000;
  for (;;) {
    try {
      const listen = { host: config.host, port: config.port };
      return await startServer(config, {
        command: "gleaner serve",
        runs: "all",
        listen,
        joinable: true,
        scansAtOnce: false,
        onError,
      });
    } catch (error) {
      if (!isInUse(error) || performance.now() > patientUntil) throw error;
      await delay(100);
    }
  }
}

function exposureWarnings(config: Config): string[] {
  if (isLoopback(config.host)) return [];
  const warnings: string[] = [];
  if (config.token === null) {
    warnings.push(`Anyone who can reach ${config.host} can use this server: GLEANER_ALLOW_ANYONE is set.`);
  }
  if (config.roots.length === 0) {
    warnings.push(
      "Scans are refused, as other machines can reach this server: set GLEANER_ROOTS to what may be scanned.",
    );
  }
  return warnings;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
