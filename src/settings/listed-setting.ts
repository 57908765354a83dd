import type { JsonValue } from "../jobs/job.ts";

/** A setting as people see it. */
export interface ListedSetting {
  readonly name: string;
  /** Null: nothing is set. Of a secret it is always null. */
  readonly value: JsonValue;
  readonly default: JsonValue;
  readonly source: "flag" | "environment" | "saved" | "default";
  /** The flag or the name in the environment that has set it. */
  readonly by: string | null;
  /** Its name in the environment. */
  readonly environment: string;
  /** Whether it may be changed while the server runs. */
  readonly isChangeable: boolean;
  readonly isSecret: boolean;
  /** Whether it has a value. */
  readonly isSet: boolean;
  readonly unit: "files_per_second" | "processes" | "days" | "seconds" | null;
  /** What it does. */
  readonly description: string;
}
