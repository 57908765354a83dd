import { InvalidArgumentError } from "commander";
import { problemOfPattern } from "../scanning/exclude/exclude-patterns.ts";

/**
 * Reads a flag that may be repeated.
 *
 * @throws InvalidArgumentError
 */
export function excludePatterns(pattern: string, previous: readonly string[] | boolean | undefined): readonly string[] {
  const problem = problemOfPattern(pattern);
  if (problem !== null) throw new InvalidArgumentError(`The pattern ${problem}.`);
  return [...(Array.isArray(previous) ? (previous as readonly string[]) : []), pattern];
}
