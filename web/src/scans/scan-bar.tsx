import { Text } from "@mantine/core";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { isCheck, secondsChecked } from "../live/check-job.ts";
import { bytesCompared, isComparison } from "../live/compare-job.ts";
import { forgottenBy, foundBy, handledBy } from "../live/forget-job.ts";
import { doneOf, phaseOf, timeLeftMs } from "../live/job-state.ts";
import { useConnection } from "../live/use-jobs.ts";
import { percentText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import errorCount from "./error-count.module.css";
import { wordsOf } from "./job-words.ts";
import { ProgressBar } from "./progress-bar.tsx";
import classes from "./scan-bar.module.css";

const words = texts.scans.progress;

interface ScanBarProps {
  readonly job: JobJson;
  /** Files per second; undefined while it is unknown. */
  readonly rate: number | undefined;
}

/** The progress of a scan as a bar and in numbers. The bar is indeterminate until the total is known. */
export function ScanBar({ job, rate }: ScanBarProps) {
  if (isComparison(job)) return <ComparisonBar job={job} />;
  return isCheck(job) ? <CheckBar job={job} /> : <FilesBar job={job} rate={rate} />;
}

/** The progress of a check: in seconds of film, as a video may take an hour. */
function CheckBar({ job }: { readonly job: JobJson }) {
  const { found, broken = 0, error_count: errors, found_seconds: all = 0 } = job.counts;
  const phase = phaseOf(job);
  const isWaiting = phase === "pending" || phase === "paused";
  return (
    <div>
      <ProgressBar
        label={wordsOf(job).progress}
        progress={found === 0 ? null : job.progress}
        phase={phase === "cancelling" ? phase : isWaiting ? "waiting" : "running"}
      />
      <Text component="div" size="sm" className={`${classes["numbers"]} digits`}>
        {found === 0 && <span>{phase === "pending" ? words.waiting : texts.checking.looking}</span>}
        {found > 0 && <span>{texts.checking.done(handledBy(job), found)}</span>}
        {all > 0 && <span>{texts.checking.film(secondsChecked(job), all)}</span>}
        {broken > 0 && <span className={errorCount["some"]}>{texts.checking.broken(broken)}</span>}
        {errors > 0 && <span className={errorCount["some"]}>{words.errors(errors)}</span>}
        {found > 0 && job.progress !== null && <span className={classes["share"]}>{percentText(job.progress)}</span>}
      </Text>
    </div>
  );
}

/** The progress of a comparison: in bytes, as files differ much in size. */
function ComparisonBar({ job }: { readonly job: JobJson }) {
  const { found, error_count: errors, found_bytes: all = 0 } = job.counts;
  const phase = phaseOf(job);
  const isWaiting = phase === "pending" || phase === "paused";
  return (
    <div>
      <ProgressBar
        label={wordsOf(job).progress}
        progress={found === 0 ? null : job.progress}
        phase={phase === "cancelling" ? phase : isWaiting ? "waiting" : "running"}
      />
      <Text component="div" size="sm" className={`${classes["numbers"]} digits`}>
        {found === 0 && <span>{phase === "pending" ? words.waiting : texts.comparing.looking}</span>}
        {found > 0 && <span>{texts.comparing.done(handledBy(job), found)}</span>}
        {all > 0 && <span>{texts.comparing.bytes(bytesCompared(job), all)}</span>}
        {errors > 0 && <span className={errorCount["some"]}>{words.errors(errors)}</span>}
        {found > 0 && job.progress !== null && <span className={classes["share"]}>{percentText(job.progress)}</span>}
      </Text>
    </div>
  );
}

function FilesBar({ job, rate }: ScanBarProps) {
  const { error_count } = job.counts;
  const [scanned, found] = [handledBy(job), foundBy(job)];
  const isRemoval = forgottenBy(job) !== null;
  const phase = phaseOf(job);
  const { expected, about } = doneOf(job);
  // Without a server, the speed is unknown.
  const connection = useConnection();
  const isConnected = connection !== "unreachable" && connection !== "failing";
  const left = phase === "running" && isConnected && !isRemoval ? timeLeftMs(job, rate) : null;
  const isWaiting = phase === "pending" || phase === "paused";
  return (
    <div>
      <ProgressBar
        label={wordsOf(job).progress}
        progress={job.progress}
        phase={phase === "cancelling" ? phase : isWaiting ? "waiting" : "running"}
      />
      <Text component="div" size="sm" className={`${classes["numbers"]} digits`}>
        {phase === "pending" && scanned === 0 && <span>{words.waiting}</span>}
        {expected !== null && (
          <span>{isRemoval ? texts.forgetting.done(scanned, expected) : words.done({ scanned, expected, about })}</span>
        )}
        {expected === null && !isRemoval && (phase !== "pending" || scanned > 0) && <span>{words.soFar(scanned)}</span>}
        {expected === null && found > scanned && <span>{words.found(found)}</span>}
        {phase === "running" && isConnected && !isRemoval && rate !== undefined && <span>{words.rate(rate)}</span>}
        {left !== null && <span>{words.left(left)}</span>}
        {error_count > 0 && <span className={errorCount["some"]}>{words.errors(error_count)}</span>}
        {job.progress !== null && <span className={classes["share"]}>{percentText(job.progress)}</span>}
      </Text>
    </div>
  );
}
