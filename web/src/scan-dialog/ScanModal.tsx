import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFolder } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { texts } from "../texts/texts.ts";
import { VisibleText } from "../texts/visible-text.tsx";
import { dialogTitle } from "./dialog-title.ts";
import { keepLastPath, lastPath } from "./last-path.ts";
import { ScanAnnouncement } from "./scan-announcement.tsx";
import classes from "./scan-dialog.module.css";
import { formOf, pathOf, type ScanState } from "./scan-dialog-state.ts";
import { type ScanDraft, ScanForm } from "./scan-form.tsx";
import { ScanGone } from "./scan-gone.tsx";
import { ScanOutcome } from "./scan-outcome.tsx";
import { ScanProgress } from "./scan-progress.tsx";
import { useIsWaiting } from "./use-is-waiting.ts";
import { useScanSession } from "./use-scan-session.ts";

export interface ScanModalProps {
  /** `new`, or the id of the job to show; null while the dialog is closed. */
  readonly scan: string | null;
  /** Called when the dialog shows another job (its id), or asks to be closed (null). */
  readonly onChange: (scan: string | null) => void;
  /** Called once the dialog has gone, and the focus has gone back to where it came from. */
  readonly onClosed?: () => void;
}

/** Starts a scan, shows it to its end, and cancels it. It can always be closed, which stops nothing. */
export function ScanModal({ scan, onChange, onClosed }: ScanModalProps) {
  const { state, dispatch, close } = useScanSession(scan, onChange);
  const isWaiting = useIsWaiting(state);
  const title = dialogTitle(state, { isWaiting });
  const [draft, setDraft] = useState<ScanDraft>(() => ({ path: lastPath(), recursive: true }));
  const isPhone = useMediaQuery("(max-width: 40em)") ?? false;

  const start = (path: string) => {
    setDraft({ ...draft, path });
    keepLastPath(path);
    dispatch({ type: "start_pressed", request: { kind: "scan", ...draft, path } });
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
  return (
    <Modal.Root
      opened={scan !== null}
      onClose={close}
      {...(onClosed !== undefined && { onExitTransitionEnd: onClosed })}
      // The second click of a double-click on Start scan comes when the form has given way to a smaller view.
      closeOnClickOutside={false}
      size={680}
      fullScreen={isPhone}
      classNames={parts}
    >
      <Modal.Overlay />
      <Modal.Content>
        {/* Mantine makes it a header, which would be one of the whole page. */}
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

/** Which directory is scanned, once that is settled. */
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
