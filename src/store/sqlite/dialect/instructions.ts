/** Queries that tell the driver more than a statement does. */
import { CompiledQuery } from "kysely";

const isScript = Symbol("a script");

/**
 * Many statements in one message to SQLite's thread. Each message of its own would take as long as a small statement.
 *
 * @param statements without parameters and rows
 */
export function scriptOf(statements: readonly string[]): CompiledQuery {
  return CompiledQuery.raw(statements.join(";\n"), [isScript]);
}

/** Whether the parameters of a query are those of a script. */
export function isOfScript(parameters: readonly unknown[]): boolean {
  return parameters[0] === isScript;
}

/** As the first query of a transaction: its commit does not wait for the disk. */
export const noWaitForDisk: CompiledQuery = CompiledQuery.raw("pragma synchronous = normal");
