import type { OwnCommand } from "./own-command.ts";

/** A job that has not begun, in words. @param what what it does, such as `Comparing files` */
export function waitingText(what: string, ownCommand: OwnCommand): string {
  return `${what} is waiting for its turn. It begins while \`${ownCommand("serve")}\` runs.`;
}
