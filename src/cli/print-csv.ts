import type { ExportedList } from "../api/contract/exports.ts";
import type { Query } from "./api/server-connection.ts";
import type { ApiClient } from "./api-client.ts";
import type { ExitCode } from "./command-context.ts";
import type { Printer } from "./printer.ts";

/** Prints a list of the server as CSV. */
export async function printCsv(
  client: ApiClient,
  out: Printer,
  { list, query = {} }: { readonly list: ExportedList; readonly query?: Query },
): Promise<ExitCode> {
  let hasBegun = false;
  try {
    for await (const part of client.csv(list, query)) {
      hasBegun = true;
      out.csv(part);
      await out.drained();
    }
  } catch (cause) {
    throw hasBegun ? listBrokeOff(cause) : cause;
  }
  return 0;
}

/** The error of a list whose first rows are printed. A second try would print them again. */
export function listBrokeOff(cause: unknown): Error {
  return new Error("The list is incomplete: the server does not answer any more. Try again.", { cause });
}
