import type { Command } from "commander";
import { bashCompletion } from "./bash-completion.ts";
import { completableCommand } from "./completable-command.ts";
import { fishCompletion } from "./fish-completion.ts";
import { zshCompletion } from "./zsh-completion.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/**
 * `gleaner completion`: a script with which a shell completes the commands of the program. It starts a process only for the
 * names of saved filters. A shell finds the script by the last part of a path, so it is for `./gleaner`, too.
 */
export function completion(program: Command, shell: keyof typeof scripts): string {
  return scripts[shell]("gleaner", completableCommand(program));
}
