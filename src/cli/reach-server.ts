/**
 * Every command talks to the one server that owns the data directory. If another process is that server, such as
 * `gleaner serve` or a scan in another terminal, the command joins it. If there is none, the command is the server
 * while it runs.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { ScanRequestJson } from "../api/contract/scan-requests.ts";
import type { Config } from "../config.ts";
import { findOwner, hasLibrary, isInUse } from "../data-directory.ts";
import { isKilledAndWaits } from "../files/killed-process.ts";
import type { Server } from "../server/options.ts";
import { startServer } from "../server/server.ts";
import { endWarmUp } from "../server/warm-up.ts";
import type { ServerAddress } from "./api/server-connection.ts";
import type { ApiClient } from "./api-client.ts";
import type { CommandContext } from "./command-context.ts";
import { sendRequest } from "./http-request.ts";
import { migrationNotice } from "./migration-notice.ts";
import type { OwnCommand } from "./own-command.ts";
import type { Printer } from "./printer.ts";
import { isServerGone } from "./server-errors.ts";
import { shownPath } from "./shown-path.ts";

/** Gives the client of a server. Its modules take a while to load, and a command that only scans may never need it. */
export type LoadClient = () => Promise<ApiClient>;

export interface Reached {
  readonly loadClient: LoadClient;
  /** The server of this process; null if it joined another one. */
  readonly own: Server | null;
  close(): Promise<void>;
}

export interface ReachOptions {
  /** The command, as shown to other processes. */
  readonly command: string;
  /** How people type other commands. */
  readonly ownCommand: OwnCommand;
  /** Talk to the server at this address and no other. */
  readonly serverUrl: string | undefined;
  readonly onError: (error: unknown) => void;
  /** For a notice about a slow start. */
  readonly err: Printer;
  /** Whether other processes may join the server of this one. A command that ends in a moment does not allow it. */
  readonly joinable: boolean;
  /** Whether a scan is submitted to it next. */
  readonly scansAtOnce: boolean;
  /** See `ServerOptions.firstScan`. Another server is not asked for it. */
  readonly firstScan?: ScanRequestJson | undefined;
  /** Whether the command only reads. See `ServerOptions.readsOnly`. */
  readonly readsOnly?: boolean;
}

/** How long to wait for an owner that has an address but does not answer: it may be about to end. */
const patienceMs = 5_000;
/** How long to wait for owners that cannot be joined: each ends in a moment, but there may be many. */
const turnsMs = 30_000;

/** @throws the errors of `startServer`; STORE_IN_USE if the owner never answers */
export async function reachServer(
  config: Config,
  { command, ownCommand, serverUrl, onError, err, ...options }: ReachOptions,
): Promise<Reached> {
  if (serverUrl !== undefined) return join({ url: serverUrl, token: config.token }, ownCommand);
  const startedAt = performance.now();
  for (;;) {
    try {
      // A command that ends in a moment takes no files of the scans of other servers.
      const isWorker = options.scansAtOnce;
      const onOutage = (sentence: string): void => err.say(sentence);
      const server = { ...options, command, isWorker, onError, onMigration: migrationNotice(err), onOutage };
      const own = await startServer(config, { ...server, runs: "submitted", listen: "privately" });
      return { loadClient: clientLoader(own, ownCommand), own, close: () => own.close() };
    } catch (error) {
      if (!isInUse(error)) throw error;
      const owner = await findOwner(config);
      if (owner !== null && (await answers(owner.url))) {
        endWarmUp();
        return join(owner, ownCommand);
      }
      const waitedMs = performance.now() - startedAt;
      if (owner === null && waitedMs > turnsMs) throw error;
      // The error says what to do about an owner that was killed and cannot end.
      if (owner !== null && waitedMs > patienceMs)
        throw (await isKilledAndWaits(owner.pid)) ? error : silentOwner(owner.pid, error);
      await delay(50);
    }
  }
}

function join(address: ServerAddress, ownCommand: OwnCommand): Reached {
  return { loadClient: clientLoader(address, ownCommand), own: null, close: () => Promise.resolve() };
}

function clientLoader(address: ServerAddress, ownCommand: OwnCommand): LoadClient {
  let client: Promise<ApiClient> | null = null;
  return () => {
    client ??= import("./api-client.ts").then(({ createApiClient }) => createApiClient(address, { ownCommand }));
    return client;
  };
}

function silentOwner(pid: number, cause: unknown): Error {
  const message = `Another Gleaner process (id ${pid}) has the library open but does not answer. Continue it (\`fg\`) or end it.`;
  return new Error(message, { cause });
}

/** There is no library, and the command does not make one. */
class NoLibrary extends Error {
  override readonly name = "NoLibrary";
  readonly code = "NO_LIBRARY";
}

/**
 * Call this in a command that needs a library with something in it: such a command must not make a new library in a
 * data directory that was mistyped.
 *
 * @throws NoLibrary that says which directory has none; StoreError; InvalidSetting
 */
export async function requireLibrary({ config, serverUrl, ownCommand }: CommandContext): Promise<void> {
  if (serverUrl !== undefined || (await hasLibrary(config))) return;
  throw new NoLibrary(
    `There is no library in ${shownPath(config.dataDirectory ?? "")}. Make one with: ${ownCommand("scan", "DIR")}`,
  );
}

/** For a command that has made the library: a mistyped data directory should not go unnoticed. */
export function newLibraryText({ dataDirectory }: Pick<Config, "dataDirectory">): string {
  return `Made a new library in ${shownPath(dataDirectory ?? "")}`;
}

/**
 * Reaches a server for something that takes a moment, or longer if it is `joinable`. If the joined server ends just
 * then, because the scan in another terminal is done, it tries again with another server.
 *
 * @throws the errors of `requireLibrary` and `reachServer`
 */
export async function withServer<Result>(
  context: CommandContext & Pick<ReachOptions, "readsOnly"> & Partial<Pick<ReachOptions, "joinable" | "scansAtOnce">>,
  command: string,
  use: (client: ApiClient, own: Server | null) => Promise<Result>,
): Promise<Result> {
  const { config } = context;
  await requireLibrary(context);
  let patientUntil: number | null = null;
  for (;;) {
    const { loadClient, own, close } = await reachServer(config, {
      joinable: false,
      scansAtOnce: false,
      ...context,
      command,
    });
    if (own?.isReadOnly === true)
      context.err.say(
        `The data directory ${shownPath(config.dataDirectory ?? "")} cannot be written. Gleaner only reads it.`,
      );
    try {
      return await use(await loadClient(), own);
    } catch (error) {
      const mayRetry = isServerGone(error) && own === null && context.serverUrl === undefined;
      patientUntil ??= performance.now() + patienceMs;
      if (!mayRetry || performance.now() > patientUntil) throw error;
    } finally {
      await close();
    }
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await sendRequest(new URL(`${url}/health/live`), { signal: AbortSignal.timeout(2_000) });
    answer.resume();
    return answer.statusCode === 200;
  } catch {
    return false;
  }
}
