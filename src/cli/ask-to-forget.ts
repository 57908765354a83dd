import { askOnTerminal } from "./ask-on-terminal.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";

/**
 * Asks whether to forget videos.
 *
 * @param videos such as `12 missing videos`
 * @returns null: yes. Else the exit code
 */
export async function askToForget(
  videos: string,
  { err }: CommandContext,
  flags: { readonly json: boolean },
): Promise<ExitCode | null> {
  const question = `Forget ${videos}? Files are not touched: a scan adds what is there again. This cannot be undone otherwise.`;
  const answer = flags.json ? null : await askOnTerminal(question, err);
  if (answer === true) return null;
  if (answer === false) {
    err.say("Nothing was forgotten.");
    return 130;
  }
  err.say(`${videos} would be forgotten. To forget without being asked, as there is nobody to ask, add --yes.`);
  return 2;
}
