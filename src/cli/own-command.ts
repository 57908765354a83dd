import { shellPath } from "./shown-path.ts";

/** A command of this program with its arguments, as it can be typed into the shell from which this one came. */
export type OwnCommand = (command: string, ...args: readonly string[]) => string;

/** Flags that must be given again for a command to mean the same library. */
export interface LibraryFlags {
  readonly data?: string | undefined;
  readonly server?: string | undefined;
}

/** @param name how the program was called, such as `./gleaner` */
export function ownCommand(name: string, { data, server }: LibraryFlags = {}): OwnCommand {
  return (command, ...args) => {
    const library = [
      ...(data === undefined ? [] : ["--data", data]),
      // A server that is to be started is at no address yet.
      ...(server === undefined || command === "serve" ? [] : ["--server", server]),
    ];
    return [name, command, ...args, ...library].map(shellPath).join(" ");
  };
}
