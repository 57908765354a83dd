import type { Kysely } from "kysely";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/** A database with the present schema from which a library is moved, or into which it is moved. */
export interface TransferDatabase {
  /** The database in messages. */
  readonly name: string;
  /** One user at a time: `TransferDatabase` belongs to this process. */
  readonly db: Kysely<Tables>;
  readonly differences: SqlDifferences;
  /** Whether others can use the database as soon as the move into it has finished. */
  readonly opensByItself: boolean;
  /** @throws CannotMove if another process uses the database */
  requireUnused(): Promise<void>;
  /**
   * Prepares the database for many rows. `finish` undoes this.
   *
   * Both may be called again after a process died in them.
   */
  prepare(): Promise<void>;
  /** Makes the database ready for use: new rows get higher numbers than all that were moved. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** A library cannot be moved. Nothing was lost, and the message says what to do. */
export class CannotMove extends Error {
  override readonly name = "CannotMove";
  readonly code = "CANNOT_MOVE";
}
