import type { Argument, Command, Option } from "commander";
import { ArgumentWithValues } from "./argument-with-values.ts";
import { OptionWithValues } from "./option-with-values.ts";

/** The hidden command that prints the names of saved filters. Its arguments are the words of the command line so far. */
export const namesCommand = "saved-filter-names";

/** What may stand in one place of a command line. A list holds all values that are allowed, or the usual ones. */
export type Values = "directories" | "files" | "saved filters" | "anything" | readonly string[];

export interface CompletableOption {
  /** As they are typed, such as `-y` and `--yes`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Null: the option takes no value. */
  readonly values: Values | null;
  readonly isRepeatable: boolean;
}

/** A command as scripts for shells need it. They are made from the commands themselves, so they know every option. */
export interface CompletableCommand {
  /** The words that name it, such as `roots add`. */
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletableOption[];
  /** Null: the command takes no arguments. */
  readonly values: Values | null;
  readonly subcommands: readonly CompletableCommand[];
}

/** @returns the command and all commands in it. Options of a default subcommand also belong to the command around it */
export function completableCommand(command: Command, parents: readonly string[] = []): CompletableCommand {
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command).map((child) => {
    return completableCommand(child, [...parents, child.name()]);
  });
  const own = help.visibleOptions(command).map(completableOption);
  const byDefault = subcommands.find(({ name }) => name === [...parents, "list"].join(" "))?.options ?? [];
  const known = new Set(own.flatMap(({ names }) => names));
  return {
    name: parents.join(" "),
    description: command.description(),
    options: [...own, ...byDefault.filter(({ names }) => !names.some((name) => known.has(name)))],
    values: valuesOfArguments(command.registeredArguments),
    subcommands,
  };
}

/** The command and all commands in it. */
export function withSubcommands(command: CompletableCommand): readonly CompletableCommand[] {
  return [command, ...command.subcommands.flatMap(withSubcommands)];
}

function completableOption(option: Option): CompletableOption {
  const { short, long, description, flags, argChoices, variadic } = option;
  const isRepeatable = variadic || /may be repeated/.test(description);
  const takesValue = option.required || option.optional;
  const values = takesValue ? (argChoices ?? usualValuesOf(option) ?? valuesNamed(flags)) : null;
  return { names: [short, long].filter((name) => name !== undefined), description, values, isRepeatable };
}

function usualValuesOf(option: Option): Values | undefined {
  return option instanceof OptionWithValues ? option.usualValues : undefined;
}

function valuesOfArguments([first]: readonly Argument[]): Values | null {
  if (first === undefined) return null;
  if (first instanceof ArgumentWithValues) return first.usualValues;
  return first.argChoices ?? valuesNamed(first.name());
}

/** The help calls a directory `dir` or `directory`, and what may also be a file `path`. */
function valuesNamed(text: string): Values {
  if (/(?:^|<)dir(?:ectory)?\b/.test(text)) return "directories";
  return /^path$/.test(text) ? "files" : "anything";
}
