import { Alert, Anchor, Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle, IconPlayerPlay } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Ended, StartProblem } from "../../scan-sessions/scan-state.ts";
import { DiskWarning } from "../../scans/errors/disk-warning.tsx";
import { texts } from "../../texts/texts.ts";
import { VisibleText } from "../../texts/visible-text.tsx";
import { DetailsLink } from "../details-link.tsx";
import { ignoreRepeats, ignoreSecondClick, singleClick } from "../press-guards.ts";
import { ScanCounts } from "../scan-counts.tsx";
import classes from "../scan-dialog.module.css";
import { useFocusOnArrival } from "../use-focus-on-arrival.ts";
import { outcomeText } from "./outcome-text.ts";
import { useUnreadable } from "./use-unreadable.ts";

const words = texts.scanDialog.outcome;

export interface ScanOutcomeProps {
  readonly state: Ended;
  readonly onResume: () => void;
  readonly onAnother: () => void;
  /** Called with the id of a scan that was started here. */
  readonly onStarted: (jobId: string) => void;
  readonly onClose: () => void;
}

/** The end of a scan: its result, what was kept, and the next steps. */
export function ScanOutcome({ state, onResume, onAnother, onStarted, onClose }: ScanOutcomeProps) {
  const { job, cancelledTooLate, problem } = state;
  const close = useFocusOnArrival<HTMLButtonElement>();
  const { job_id: jobId, counts } = job;
  const isComplete = job.status === "completed";
  const found = counts.new + counts.updated;
  const { diskWarnings, directories } = useUnreadable(job);
  // Warnings about disks are shown above. They count as errors, but they are about no file.
  const unreadable = counts.error_count - diskWarnings.length;
  return (
    <div className={`${classes["view"]} ${classes["fixed"]}`}>
      <div className={classes["outcome"]}>
        {outcomeText(job).map((sentence) => (
          <Text key={sentence} className="path">
            {sentence}
          </Text>
        ))}
      </div>
      {job.error !== null && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} role="note" className="path">
          <VisibleText text={job.error} />
        </Alert>
      )}
      {cancelledTooLate && (
        <Alert color="gray" icon={<IconInfoCircle aria-hidden />}>
          {words.tooLate}
        </Alert>
      )}
      <ScanCounts job={job} />
      <DiskWarning job={job} warnings={diskWarnings} onStarted={onStarted} />
      <div className={classes["links"]}>
        {unreadable > 0 && <DetailsLink jobId={jobId}>{words.unreadable(unreadable, directories)}</DetailsLink>}
        {counts.unreadable > 0 && <DetailsLink jobId={jobId}>{words.stillUnreadable(counts.unreadable)}</DetailsLink>}
        {counts.missing > 0 && (
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link to="/" search={{ missing: true, job: jobId }} {...props} onClick={ignoreSecondClick} />
            )}
          >
            {words.showMissing}
          </Anchor>
        )}
      </div>
      {!isComplete && (
        <Text className={classes["hint"]}>{job.payload.full === true ? words.resumeFullHint : words.resumeHint}</Text>
      )}
      {problem !== null && <ResumeProblem problem={problem} />}
      <div className={classes["footer"]}>
        <div className={classes["links"]}>
          <DetailsLink jobId={jobId}>{words.details}</DetailsLink>
        </div>
        <div className={`${classes["buttons"]} ${classes["arriving"]}`}>
          {isComplete ? (
            <Button variant="default" onClick={singleClick(onAnother)}>
              {words.another}
            </Button>
          ) : (
            <Button leftSection={<IconPlayerPlay size={18} aria-hidden />} onClick={singleClick(onResume)}>
              {words.resume}
            </Button>
          )}
          {found > 0 && (
            <Button
              variant="default"
              renderRoot={(props) => <Link to="/" search={{ job: jobId }} {...props} onClick={ignoreSecondClick} />}
            >
              {words.show}
            </Button>
          )}
          <Button
            ref={close}
            data-autofocus
            variant={isComplete ? "filled" : "default"}
            onKeyDown={ignoreRepeats}
            onClick={singleClick(onClose)}
          >
            {texts.scanDialog.close}
          </Button>
        </div>
      </div>
    </div>
  );
}

function ResumeProblem({ problem }: { readonly problem: StartProblem }) {
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={words.resumeRefused} className="path">
      {problem.kind === "refused" ? problem.message : words.resumeNotBegun}
    </Alert>
  );
}
