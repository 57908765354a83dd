import { VisuallyHidden } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { doneOf } from "../live/job-state.ts";
import type { ScanState } from "../scan-sessions/scan-state.ts";
import { texts } from "../texts/texts.ts";
import { outcomeText } from "./outcome/outcome-text.ts";

/** The shortest time between two announcements of progress, in milliseconds. More would drown all other speech. */
const progressMs = 10_000;

/** Announces the dialog to screen readers: each change of state at once, progress now and then. */
export function ScanAnnouncement({ state, title }: { readonly state: ScanState; readonly title: string }) {
  const [announced, setAnnounced] = useState("");
  const last = useRef({ turn: "", at: 0 });
  const turn = turnOf(state, title);
  const progress =
    state.kind === "scanning" && state.job !== null ? texts.scanDialog.progress.filesDone(doneOf(state.job)) : "";
  useEffect(() => {
    const now = performance.now();
    if (turn !== last.current.turn) {
      last.current = { turn, at: now };
      setAnnounced(turn);
    } else if (progress !== "" && now - last.current.at >= progressMs) {
      last.current = { turn, at: now };
      setAnnounced(progress);
    }
  }, [turn, progress]);
  return (
    <VisuallyHidden role="status" component="div">
      {announced}
    </VisuallyHidden>
  );
}

function turnOf(state: ScanState, title: string): string {
  if (state.kind === "idle") {
    // Other problems are alerts, which screen readers announce by themselves.
    return state.problem?.kind === "refused" ? `${texts.scanDialog.form.refused}. ${state.problem.message}` : "";
  }
  return state.kind === "ended" ? [`${title}.`, ...outcomeText(state.job)].join(" ") : title;
}
