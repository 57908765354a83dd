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
  const { broken, found_seconds: seconds = 0, found_bytes: bytes = 0 } = job.counts;
  if (isComparison(job)) {
    // Files differ much in size.
    const amount = bytes === 0 ? null : texts.comparing.bytes(bytesCompared(job), bytes);
    return <ReadingBar job={job} looking={texts.comparing.looking} done={texts.comparing.done} amount={amount} />;
  }
  if (isCheck(job)) {
    // A video may take an hour.
    const amount = seconds === 0 ? null : texts.checking.film(secondsChecked(job), seconds);
    return (
      <ReadingBar
        job={job}
        looking={texts.checking.looking}
        done={texts.checking.done}
        amount={amount}
        broken={broken}
      />
    );
  }
  return <FilesBar job={job} rate={rate} />;
}

interface ReadingBarProps {
  readonly job: JobJson;
  readonly looking: string;
  readonly done: (done: number, all: number) => string;
  /** How much of the files is read; null until it is known how much there is to read. */
  readonly amount: string | null;
  readonly broken?: number | undefined;
}

/** The progress of a job that reads whole files. */
function ReadingBar({ job, looking, done, amount, broken = 0 }: ReadingBarProps) {
  const { found, error_count: errors } = job.counts;
  const phase = phaseOf(job);
  return (
    <div>
      <Bar job={job} progress={found === 0 ? null : job.progress} />
      <Text component="div" size="sm" className={`${classes["numbers"]} digits`}>
        {found === 0 && <span>{phase === "pending" ? words.waiting : looking}</span>}
        {found > 0 && <span>{done(handledBy(job), found)}</span>}
        {amount !== null && <span>{amount}</span>}
        {broken > 0 && <span className={errorCount["some"]}>{texts.checking.broken(broken)}</span>}
        {errors > 0 && <span className={errorCount["some"]}>{words.errors(errors)}</span>}
        {found > 0 && job.progress !== null && <span className={classes["share"]}>{percentText(job.progress)}</span>}
      </Text>
    </div>
  );
}

function Bar({ job, progress }: { readonly job: JobJson; readonly progress: number | null }) {
  const phase = phaseOf(job);
  const isWaiting = phase === "pending" || phase === "paused";
  return (
    <ProgressBar
      label={wordsOf(job).progress}
      progress={progress}
      phase={phase === "cancelling" ? phase : isWaiting ? "waiting" : "running"}
    />
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
  return (
    <div>
      <Bar job={job} progress={job.progress} />
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
