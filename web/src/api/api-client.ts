import { type ConnectionOptions, createConnection } from "./connection.ts";
import { type DuplicateCalls, duplicateCalls } from "./duplicate-calls.ts";
import { type FilmCalls, filmCalls } from "./film-calls.ts";
import { type RootCalls, rootCalls } from "./root-calls.ts";
import { type SavedFilterCalls, savedFilterCalls } from "./saved-filter-calls.ts";
import { type ScanCalls, scanCalls } from "./scan-calls.ts";
import { type ServerCalls, serverCalls } from "./server-calls.ts";
import { type VideoCalls, videoCalls } from "./video-calls.ts";

/**
 * The page's calls of the API. The server's contract types requests and answers, so the type check finds a change of the
 * contract that the page does not follow. Every call throws `Refused`, `Unreachable`, or the reason of its signal.
 */
export interface ApiClient
  extends ScanCalls,
    RootCalls,
    VideoCalls,
    SavedFilterCalls,
    FilmCalls,
    DuplicateCalls,
    ServerCalls {}

export function createApiClient(options: ConnectionOptions = {}): ApiClient {
  const connection = createConnection(options);
  return {
    ...scanCalls(connection),
    ...rootCalls(connection),
    ...videoCalls(connection),
    ...savedFilterCalls(connection),
    ...filmCalls(connection),
    ...duplicateCalls(connection),
    ...serverCalls(connection),
  };
}
