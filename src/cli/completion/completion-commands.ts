import { Argument, type Command } from "commander";
import type { RunCommand } from "../common-options.ts";
import { namesCommand } from "./completable-command.ts";
import { typedLibrary } from "./typed-library.ts";

/**
 * The command that prints a script for a shell, and the hidden one that the script runs. Each loads its own module only, so
 * that no command waits for the code of another.
 */
export function addCompletionCommands(program: Command, run: RunCommand): void {
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]))
    .description("print a script with which the shell completes commands, options and their values")
    // It reads no settings: what is wrong with them must not show at every start of a shell.
    .action(async (shell: "bash" | "zsh" | "fish", _flags: object, command: Command) => {
      const { completion } = await import("./completion.ts");
      command.configureOutput().writeOut?.(completion(program, shell));
    });

  program
    .command(namesCommand, { hidden: true })
    .argument("[typed...]")
    .action(async (typed: readonly string[]) => {
      const { savedFilterNames } = await import("./saved-filter-names.ts");
      await run(typedLibrary(typed), savedFilterNames);
    });
}
