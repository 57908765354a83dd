import { createInterface } from "node:readline";
import type { Printer } from "./printer.ts";

/**
 * Asks a question that a person answers with yes or no. No answer, Ctrl-C and Ctrl-D mean no.
 *
 * @returns null if there is nobody to ask: input or output is no terminal
 */
export async function askOnTerminal(question: string, printer: Printer): Promise<boolean | null> {
  if (!process.stdin.isTTY || !printer.isTerminal) return null;
  printer.say(question);
  const lines = createInterface({ input: process.stdin, output: printer.stream });
  try {
    const answer = await new Promise<string | null>((resolve) => {
      lines.once("close", () => resolve(null));
      lines.question("Type yes to forget them: ", resolve);
    });
    if (answer === null) printer.line("");
    return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
  } finally {
    lines.close();
  }
}
