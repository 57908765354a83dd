import { Alert, Button } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle, IconPlugConnectedX } from "@tabler/icons-react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { foundBy, handledBy } from "../../live/forget-job.ts";
import { doneOf, timeLeftMs } from "../../live/job-state.ts";
import { useConnection, useConnectionProblem, useRate } from "../../live/use-jobs.ts";
import { ShortenedPath } from "../../paths/shortened-path.tsx";
import {
  awaitsLateScan,
  type Cancelling,
  canCancel,
  type Lost,
  type Opening,
  type Scanning,
  type Submitting,
} from "../../scan-sessions/scan-state.ts";
import { CancelAction } from "../../scans/cancel-action.tsx";
import { ProgressBar } from "../../scans/progress-bar.tsx";
import { texts } from "../../texts/texts.ts";
import { DetailsLink } from "../details-link.tsx";
import { singleClick } from "../press-guards.ts";
import { ScanCounts } from "../scan-counts.tsx";
import classes from "../scan-dialog.module.css";
import { useFocusOnArrival } from "../use-focus-on-arrival.ts";

const words = texts.scanDialog.progress;

export interface ScanProgressProps {
  readonly state: Submitting | Lost | Opening | Scanning | Cancelling;
  /** Whether the scan waits for its turn. */
  readonly isWaiting: boolean;
  readonly onCancel: () => void;
  readonly onClose: () => void;
}

/** An active scan, from the press of *Start scan* to its end, with the button that cancels it. */
export function ScanProgress({ state, isWaiting, onCancel, onClose }: ScanProgressProps) {
  // The focus is not on *Cancel scan*: a second press of Enter on *Start scan* would cancel the scan.
  const view = useFocusOnArrival<HTMLDivElement>();
  const job = "job" in state ? state.job : null;
  const isCancelling = !canCancel(state);
  return (
    <div
      ref={view}
      className={`${classes["view"]} ${classes["fixed"]}`}
      role="group"
      aria-label={words.label}
      tabIndex={-1}
      data-autofocus
    >
      {job === null && state.kind === "opening" ? (
        <p>{words.opening}</p>
      ) : (
        <div>
          <Figures
            job={job}
            isMoving={state.reachable && !isCancelling && !isWaiting}
            unknown={isCancelling ? words.cancelling : words.starting}
          />
          <ProgressBar
            label={words.bar}
            progress={job?.progress ?? null}
            phase={isCancelling ? "cancelling" : isWaiting ? "waiting" : "running"}
          />
        </div>
      )}
      {state.kind !== "opening" && <ScanCounts job={job} />}
      {!isWaiting && (
        <div className={classes["currentFile"]}>
          {job !== null && job.current_path !== null && <ShortenedPath path={job.current_path} />}
        </div>
      )}
      <Notices state={state} job={job} isWaiting={isWaiting} />
      <div className={classes["footer"]}>
        <div className={classes["links"]}>
          {/* Without a server, the page does not know whether the scan continues. */}
          {state.kind === "scanning" && state.reachable && (
            <span className={classes["hint"]}>{isWaiting ? words.closeHintWaiting : words.closeHint}</span>
          )}
          {job !== null && <DetailsLink jobId={job.job_id}>{texts.scanDialog.outcome.details}</DetailsLink>}
        </div>
        <div className={classes["buttons"]}>
          <Button variant="default" onClick={singleClick(onClose)}>
            {texts.scanDialog.close}
          </Button>
          {(state.kind !== "opening" || !state.reachable) && (
            <CancelAction place="dialog" isCancelling={isCancelling} onPress={singleClick(onCancel)}>
              {isCancelling ? words.cancelling : words.cancel}
            </CancelAction>
          )}
        </div>
      </div>
    </div>
  );
}

interface FiguresProps {
  readonly job: JobJson | null;
  /** Whether to show the files per second and the time left. */
  readonly isMoving: boolean;
  /** The text to show while the job is unknown. */
  readonly unknown: string;
}

function Figures({ job, isMoving, unknown }: FiguresProps) {
  const rate = useRate(job?.job_id ?? null);
  if (job === null) return <div className={classes["figures"]}>{unknown}</div>;
  const { progress } = job;
  const left = timeLeftMs(job, rate);
  const pace = [rate === undefined ? null : words.rate(rate), left === null ? null : words.timeLeft(left)];
  return (
    <div className={`${classes["figures"]} digits`}>
      <span>
        {progress !== null && <span className={classes["percent"]}>{words.percent(progress)}</span>}
        {progress === null ? words.filesSoFar(handledBy(job), foundBy(job)) : words.filesDone(doneOf(job))}
      </span>
      <span className={classes["pace"]}>{isMoving && pace.filter((part) => part !== null).join(" · ")}</span>
    </div>
  );
}

function Notices({
  state,
  job,
  isWaiting,
}: {
  readonly state: ScanProgressProps["state"];
  readonly job: JobJson | null;
  readonly isWaiting: boolean;
}) {
  const notices = [courseNotice(job, isWaiting), stateNotice(state)].filter((notice) => notice !== null);
  const problem = state.kind === "scanning" ? state.problem : null;
  const isReported = state.kind === "lost" || (state.kind === "cancelling" && state.cancel === "unanswered");
  return (
    <>
      {problem !== null && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={words.refusedTitle} className="path">
          {words.refused(problem)}
        </Alert>
      )}
      {!state.reachable && !isReported && <ConnectionNotice />}
      {notices.map(({ text, isTrouble }) => (
        <Alert
          key={text}
          role={isTrouble ? "alert" : "note"}
          color={isTrouble ? "orange" : "gray"}
          icon={isTrouble ? <IconPlugConnectedX aria-hidden /> : <IconInfoCircle aria-hidden />}
        >
          {text}
        </Alert>
      ))}
    </>
  );
}

function ConnectionNotice() {
  const isFailing = useConnection() === "failing";
  const problem = useConnectionProblem();
  return (
    <Alert
      color="orange"
      icon={<IconPlugConnectedX aria-hidden />}
      title={isFailing ? words.failingTitle : words.unreachableTitle}
    >
      {isFailing && problem !== null ? words.failing(problem) : words.unreachable}
    </Alert>
  );
}

interface Notice {
  readonly text: string;
  readonly isTrouble: boolean;
}

function courseNotice(job: JobJson | null, isWaiting: boolean): Notice | null {
  if (job === null) return null;
  if (isWaiting) {
    return { text: job.started_at === null ? words.pendingHint : words.pausedAfterRestart, isTrouble: false };
  }
  return job.attempt > 0 ? { text: words.continued(job.attempt), isTrouble: false } : null;
}

function stateNotice(state: ScanProgressProps["state"]): Notice | null {
  switch (state.kind) {
    case "submitting":
      return state.cancelWanted ? { text: words.cancelWanted, isTrouble: false } : null;
    case "lost":
      if (awaitsLateScan(state)) return { text: words.late, isTrouble: false };
      return { text: state.cancelWanted ? words.lostCancelled : words.lost, isTrouble: true };
    case "cancelling":
      switch (state.cancel) {
        case "sent":
          return null;
        case "unanswered":
          return {
            text: state.refusal === null ? words.cancelUnanswered : words.cancelNotNow(state.refusal),
            isTrouble: true,
          };
        case "accepted":
          return { text: words.cancelAccepted, isTrouble: false };
        case "late":
          return { text: words.cancelLate, isTrouble: false };
      }
    case "scanning":
      return state.keepsOptions ? { text: words.keepsOptions, isTrouble: false } : null;
    case "opening":
      return null;
  }
}
