import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFolder } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { isScan } from "../live/check-job.ts";
import { useActiveJobs } from "../live/use-jobs.ts";
import { formOf, pathOf, type ScanChoices, type ScanState } from "../scan-sessions/scan-state.ts";
import { useScanSession } from "../scan-sessions/use-scan-session.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText } from "../texts/visible-text.tsx";
import { dialogTitle } from "./dialog-title.ts";
import { keepLastPath, lastPath } from "./form/last-path.ts";
import { emptyDraft, ScanForm } from "./form/scan-form.tsx";
import { ScanGone } from "./outcome/scan-gone.tsx";
import { ScanOutcome } from "./outcome/scan-outcome.tsx";
import { ScanProgress } from "./progress/scan-progress.tsx";
import { ScanAnnouncement } from "./scan-announcement.tsx";
import classes from "./scan-dialog.module.css";

export interface ScanModalProps {
  /** `new`, or the id of the job to show; null while the dialog is closed. */
  readonly scan: string | null;
  /** Called when the dialog shows another job (its id), or asks to be closed (null). */
  readonly onChange: (scan: string | null) => void;
  /** Called after the dialog has closed and the focus has returned. */
  readonly onClosed?: () => void;
}

/** Starts a scan, shows it to its end, and cancels it. It can always be closed; the scan continues. */
export function ScanModal({ scan, onChange, onClosed }: ScanModalProps) {
  const { state, dispatch, close } = useScanSession(scan, onChange);
  const isWaiting = useIsWaiting(state);
  const title = dialogTitle(state, { isWaiting });
  const [draft, setDraft] = useState(() => ({ ...emptyDraft, path: lastPath() }));
  const isPhone = useMediaQuery("(max-width: 40em)") ?? false;

  const start = (choices: Required<ScanChoices>) => {
    setDraft({ ...draft, path: choices.path });
    keepLastPath(choices.path);
    dispatch({ type: "start_pressed", request: { kind: "scan", ...choices } });
  };
  const onCancel = () => dispatch({ type: "cancel_pressed" });
  const onResume = () => dispatch({ type: "resume_pressed" });
  const onAnother = () => onChange("new");
  const form = formOf(state);
  const view = (): ReactNode => {
    if (form !== null) return <ScanForm draft={draft} onDraft={setDraft} state={form} onStart={start} />;
    switch (state.kind) {
      case "idle":
        return null;
      case "lost":
      case "submitting":
      case "opening":
      case "scanning":
      case "cancelling":
        return <ScanProgress state={state} isWaiting={isWaiting} onCancel={onCancel} onClose={close} />;
      case "ended":
        return (
          <ScanOutcome state={state} onResume={onResume} onAnother={onAnother} onStarted={onChange} onClose={close} />
        );
      case "gone":
        return <ScanGone state={state} onAnother={onAnother} onClose={close} />;
    }
  };
  const directory = directoryOf(state);
  useOtherJobs(state);
  return (
    <Modal.Root
      opened={scan !== null}
      onClose={close}
      {...(onClosed !== undefined && { onExitTransitionEnd: onClosed })}
      // After a double-click on Start scan, the second click would hit the area around the smaller view.
      closeOnClickOutside={false}
      size={680}
      fullScreen={isPhone}
      classNames={parts}
    >
      <Modal.Overlay />
      <Modal.Content>
        {/* Mantine renders a header element, which would be a second banner of the page. */}
        <Modal.Header role="presentation">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={texts.scanDialog.closeDialog} />
        </Modal.Header>
        <Modal.Body>
          <ScanAnnouncement state={state} title={title} />
          {directory !== null && (
            <div className={classes["directory"]}>
              <IconFolder size={18} aria-hidden />
              <span className="path">
                <VisibleText text={directory} />
              </span>
            </div>
          )}
          {view()}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

const parts = {
  root: classes["colours"] ?? "",
  content: classes["modal"] ?? "",
  title: classes["title"] ?? "",
  body: classes["body"] ?? "",
};

/** Leads to the page of a removal or a check, which have no dialog, as an address may name any job. */
function useOtherJobs(state: ScanState): void {
  const navigate = useNavigate();
  const job = "job" in state ? state.job : null;
  const other = job === null || isScan(job) ? null : job.job_id;
  useEffect(() => {
    if (other === null) return;
    void navigate({ to: "/scans/$jobId", params: { jobId: other }, search: { scan: undefined }, replace: true });
  }, [other, navigate]);
}

/** The directory of the scan; null while it is unknown. */
function directoryOf(state: ScanState): string | null {
  switch (state.kind) {
    case "submitting":
      return pathOf(state.request);
    case "lost":
      return formOf(state) !== null ? null : pathOf(state.request);
    case "scanning":
    case "cancelling":
    case "ended":
    case "gone":
      return state.job?.payload.path ?? null;
    case "idle":
    case "opening":
      return null;
  }
}

/**
 * Whether a scan waits for its turn: behind other scans, or since the server was restarted. Every scan is pending for an
 * instant before it starts; that does not count.
 */
function useIsWaiting(state: ScanState): boolean {
  const active = useActiveJobs();
  const job = state.kind === "scanning" ? state.job : null;
  if (job === null || job.status !== "pending") return false;
  return job.started_at !== null || active.some((other) => other.status === "running" && other !== job);
}
