import { Menu, Progress, RingProgress, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { isCheck, isOfChosen } from "../live/check-job.ts";
import { isComparison } from "../live/compare-job.ts";
import { forgottenBy, handledBy } from "../live/forget-job.ts";
import { kindOf } from "../live/job-kind.ts";
import { phaseOf } from "../live/job-state.ts";
import { useActiveJobs } from "../live/use-jobs.ts";
import { wordsOf } from "../scans/job-words.ts";
import { countText, percentText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText } from "../texts/visible-text.tsx";
import classes from "./running-scans.module.css";

const words = texts.shell.running;

/** The indicator in the header: the progress of active scans, on every page. A press opens one of them. */
export function RunningScans({ onOpen }: { readonly onOpen: (job: JobJson) => void }) {
  const jobs = useActiveJobs();
  const [first] = jobs;
  if (first === undefined) return null;
  if (jobs.length === 1) {
    return (
      <UnstyledButton className={classes["indicator"]} onClick={() => onOpen(first)}>
        <Ring jobs={jobs} />
        <Text component="span" size="sm" className={`${classes["text"]} digits`}>
          <span className={classes["long"]}>{stateOf(first)}</span>
          <span className={classes["short"]}>{isCounted(first) ? countText(handledBy(first)) : stateOf(first)}</span>
        </Text>
        <VisuallyHidden>{wordsOf(first).open}</VisuallyHidden>
      </UnstyledButton>
    );
  }
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <UnstyledButton className={classes["indicator"]}>
          <Ring jobs={jobs} />
          <Text component="span" size="sm" className={`${classes["text"]} digits`}>
            {words.short(jobs.map(kindOf))}
          </Text>
          <VisuallyHidden>{words.list}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {jobs.map((job) => (
          <Menu.Item key={job.job_id} onClick={() => onOpen(job)}>
            <Text size="sm" className="path">
              <Subject job={job} />
            </Text>
            <Text size="xs" c="dimmed" className="digits">
              {stateOf(job)}
            </Text>
            <Progress value={(job.progress ?? 0) * 100} size="xs" mt={4} aria-hidden />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Ring({ jobs }: { readonly jobs: readonly JobJson[] }) {
  const done = jobs.reduce((sum, job) => sum + (job.progress ?? 0), 0) / jobs.length;
  return (
    <RingProgress
      size={26}
      thickness={4}
      roundCaps
      transitionDuration={100}
      sections={[{ value: done * 100, color: "teal" }]}
      className={classes["ring"]}
      aria-hidden
    />
  );
}

function Subject({ job }: { readonly job: JobJson }) {
  if (isCheck(job)) return texts.checking.subject(job);
  if (isComparison(job)) return texts.comparing.subject(job);
  if (isOfChosen(job)) return texts.chosenScans.subject(job);
  const removed = forgottenBy(job);
  return removed === null ? <VisibleText text={job.payload.path} /> : texts.forgetting.subject(removed);
}

/** Whether the state of a job is a number, as nobody knows yet how much there is to do. */
function isCounted(job: JobJson): boolean {
  return phaseOf(job) === "running" && job.progress === null;
}

function stateOf(job: JobJson): string {
  const phase = phaseOf(job);
  if (phase === "cancelling") return words.cancelling;
  if (phase === "pending") return words.waiting;
  if (phase === "paused") return words.paused;
  return job.progress === null ? words.handled(kindOf(job), handledBy(job)) : percentText(job.progress);
}
