import { Writable } from "node:stream";
import { runProgram } from "../src/cli/program.ts";
import { type Exit, fewProcesses } from "./gleaner-process.ts";

/**
 * Runs a command to its end in the process of the test, from its sources. This takes a tenth of the time of a process, and
 * shows what a command prints and does. Use `runGleaner` for a promise about processes: signals, users, memory, and a
 * PATH of its own for child processes.
 *
 * @param environment the only settings of Gleaner but `fewProcesses`. Child processes get the environment of the test instead
 * @param options.columns the width of the terminal in which it runs. Default: it runs in none
 */
export async function runInProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  { columns }: { readonly columns?: number } = {},
): Promise<Omit<Exit, "signal">> {
  const [stdout, stderr] = [collectText(columns), collectText(columns)];
  const output = { stdout: stdout.stream, stderr: stderr.stream };
  const code = await runProgram(args, { ...output, environment: { ...fewProcesses, ...environment } });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** A stream and its text. @param columns the width of the terminal; undefined: it is none */
function collectText(columns: number | undefined): {
  readonly stream: NodeJS.WriteStream;
  readonly text: () => string;
} {
  let text = "";
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  if (columns !== undefined) Object.assign(stream, { isTTY: true, columns });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}
