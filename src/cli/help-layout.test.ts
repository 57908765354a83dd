import { PassThrough } from "node:stream";
import { Command } from "commander";
import { expect, test } from "vitest";
import { addCommands } from "./commands.ts";
import { runProgram } from "./program.ts";

/** The help of a command, in a terminal of this width. */
async function helpOf(command: readonly string[], columns: number): Promise<string> {
  const stream = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY: true, columns });
  const stdout = stream as unknown as NodeJS.WriteStream;
  await runProgram([...command, "--help"], { stdout, stderr: stdout, environment: {} });
  return String(stream.read());
}

const program = new Command();
addCommands(program, async () => {}, {});
const commands = [
  [],
  ...program.commands.map((command) => [command.name()]),
  ...program.commands.flatMap((command) => command.commands.map((inner) => [command.name(), inner.name()])),
];
const words = (text: string) => text.split(/\s+/).join(" ");

test.each(commands.filter(([name]) => name !== "help").map((command) => [command]))(
  "the help of %j breaks lines between words in terminals of every width",
  async (command) => {
    const wide = await helpOf(command, 1_000);
    for (const columns of [30, 40, 60, 80, 120]) {
      const help = await helpOf(command, columns);
      expect(words(help)).toBe(words(wide));
      const tooWide = help.split("\n").filter((line) => line.length > columns && line.trim().includes(" "));
      expect(tooWide, `${columns} columns`).toEqual([]);
    }
  },
);
