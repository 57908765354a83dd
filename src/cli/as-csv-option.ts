import { Option } from "commander";

/** The option `--csv`. @param conflicting the options that cannot stand with it, as commander names them */
export function asCsv(description: string, conflicting: readonly string[]): Option {
  return new Option("--csv", description).default(false).conflicts([...conflicting]);
}
