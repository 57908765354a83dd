import { Title } from "@mantine/core";
import { useState } from "react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { phaseOf } from "../../live/job-state.ts";
import { useActiveJobs } from "../../live/use-jobs.ts";
import { texts } from "../../texts/texts.ts";
import { CancelAllButton } from "./cancel-all-button.tsx";
import { RunningCard } from "./running-card.tsx";
import classes from "./running-scans-section.module.css";

/** The scans that run or wait, oldest first, each with *Cancel*. */
export function RunningScansSection() {
  const active = useActiveJobs();
  // A card whose scan ended before its cancel stays in its place, with the message about the cancel.
  const [kept, setKept] = useState<readonly JobJson[]>([]);
  const keep = (job: JobJson, keep: boolean) =>
    setKept((before) => {
      const others = before.filter(({ job_id }) => job_id !== job.job_id);
      return keep ? [...others, job] : others;
    });
  const ids = new Set(active.map(({ job_id }) => job_id));
  const shown = [...active, ...kept.filter(({ job_id }) => !ids.has(job_id))].toSorted((one, other) =>
    one.submitted_at.localeCompare(other.submitted_at),
  );
  return (
    <section aria-label={texts.scans.running} className={classes["section"]}>
      <div className={classes["head"]}>
        {shown.length > 0 && (
          <Title order={2} size="h4">
            {shown.some(isWaiting) ? texts.scans.runningAndWaiting : texts.scans.running}
          </Title>
        )}
        <CancelAllButton active={active} />
      </div>
      {shown.length > 0 && (
        <ul className={classes["cards"]}>
          {shown.map((job) => (
            <RunningCard key={job.job_id} known={job} onKeep={keep} />
          ))}
        </ul>
      )}
    </section>
  );
}

function isWaiting(job: JobJson): boolean {
  const phase = phaseOf(job);
  return phase === "pending" || phase === "paused";
}
