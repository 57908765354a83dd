import type { Command } from "commander";
import type { Environment, RunCommand } from "./common-options.ts";
import { addCompletionCommands } from "./completion/completion-commands.ts";
import { addRootCommands } from "./roots/root-commands.ts";
import { addScanCommands } from "./scan-commands.ts";
import { addServerCommands } from "./server-commands.ts";
import { addSettingCommands } from "./settings/setting-commands.ts";
import { addVideoCommands } from "./video-commands.ts";

/** The commands of the program: their arguments, options and help, in the order of `--help`. */
export function addCommands(program: Command, run: RunCommand, environment: Environment): void {
  program.commandsGroup("Scanning:");
  addScanCommands(program, run);
  addRootCommands(program, run);
  program.commandsGroup("Videos:");
  addVideoCommands(program, run);
  program.commandsGroup("Server and settings:");
  addServerCommands(program, run, environment);
  addSettingCommands(program, run);
  addCompletionCommands(program, run);
  program.helpCommand("help [command]", "show the help of a command");
}
