import { duplicateCalls } from "./api/duplicate-calls.ts";
import { rootCalls } from "./api/root-calls.ts";
import { scanCalls } from "./api/scan-calls.ts";
import { serverCalls } from "./api/server-calls.ts";
import { type ServerAddress, ServerConnection } from "./api/server-connection.ts";
import { videoCalls } from "./api/video-calls.ts";
import type { OwnCommand } from "./own-command.ts";

/**
 * The calls of the API that commands make. Every call throws `ApiError` or `Unreachable`. Calls with a signal also throw
 * `signal.reason`.
 *
 * @param options.ownCommand how people type other commands. Default: `gleaner COMMAND`
 */
export function createApiClient(address: ServerAddress, options: { readonly ownCommand?: OwnCommand } = {}) {
  const server = new ServerConnection(address, options);
  return {
    url: server.url,
    csv: server.csv.bind(server),
    ...scanCalls(server),
    ...rootCalls(server),
    ...videoCalls(server),
    ...duplicateCalls(server),
    ...serverCalls(server),
  };
}
export type ApiClient = ReturnType<typeof createApiClient>;
