import { Option } from "commander";

/** The option `--csv`. @param conflicting the options that cannot stand with it, as commander names them */
export function asCsv(description: string, conflicting: readonly string[]): Option {
  return new Option("--csv", description).default(false).conflicts([...conflicting]);
}

/** Why `--csv` and `--limit` are refused together. @param all what the list has, such as `scans` */
export function csvHasNoLimit(all: string): string {
  return `--csv prints all ${all}, for a spreadsheet to sort and cut, so --limit does not go with it. --json takes --limit.`;
}
