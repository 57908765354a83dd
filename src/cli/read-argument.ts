/** Readers of arguments and options. They throw InvalidArgumentError, which says what is wrong. */
import { InvalidArgumentError } from "commander";

/** Reads several directories. */
export function notEmptyDirectories(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, notEmptyDirectory(text)];
}

export function notEmptyDirectory(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It is empty. For the current directory, use a dot.");
  return text;
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
