import { chosenVideos } from "./chosen-videos.ts";
import { forgottenSoFar } from "./forget-summary.ts";
import { LiveLines } from "./live-lines.ts";
import type { Printer } from "./printer.ts";
import type { ScanView } from "./scan-view.ts";

/** Shows the progress of a job that forgets: a line that changes on a terminal, else only its start. */
export function forgetView(printer: Printer): ScanView {
  const lines = printer.canMoveCursor ? new LiveLines(printer.stream) : null;
  let isBegun = false;
  const say = (text: string) => {
    lines?.clear();
    printer.say(text);
  };
  return {
    show: (job) => {
      if (!isBegun) printer.say(`Forgetting ${chosenVideos(job.payload.filter ?? {})}. Ctrl-C cancels.`);
      isBegun = true;
      lines?.draw([`  ${forgottenSoFar(job)}`.slice(0, printer.columns)]);
    },
    cancelling: () => say("Cancelling… What was forgotten stays forgotten."),
    say,
    close: () => lines?.clear(),
  };
}
