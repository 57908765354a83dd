import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { useApi } from "../api/use-api.ts";
import { isActive, timeOf } from "../live/job-state.ts";
import { useRate } from "../live/use-jobs.ts";
import { DiskWarning, isDiskWarning } from "../scans/errors/disk-warning.tsx";
import { FailureText } from "../scans/scan/failure-text.tsx";
import { ScanBar } from "../scans/scan-bar.tsx";
import { ScanPhase } from "../scans/scan-phase.tsx";
import { exactTimeText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import classes from "./directory-card.module.css";

const words = texts.directories.card;

/** How many errors of a scan are looked through for warnings of its disks. These come first. */
const mostErrors = 1_000;

/** The last scan of a directory, or of changes in it: its progress while it runs, and what it has warned of. */
export function LastScan({ name, job }: { readonly name: string; readonly job: JobJson | null }) {
  if (job === null) return <p className={classes["note"]}>{words.neverScanned}</p>;
  const time = timeOf(job);
  const isAfterChanges = job.payload.directory_count !== undefined;
  return (
    <>
      <div className={classes["scan"]}>
        <Link
          to="/scans/$jobId"
          params={{ jobId: job.job_id }}
          className={classes["open"]}
          aria-label={isAfterChanges ? words.openChangeScan(name) : words.openScan(name)}
        >
          {isAfterChanges ? words.lastChangeScan : words.lastScan}
        </Link>
        <span role="status">
          <ScanPhase job={job} />
        </span>
        <time className={`${classes["note"]} digits`} dateTime={time} title={exactTimeText(time)}>
          {words.scanned(time)}
        </time>
      </div>
      {isActive(job) ? <Progress job={job} /> : <Problems job={job} />}
    </>
  );
}

function Progress({ job }: { readonly job: JobJson }) {
  const rate = useRate(job.job_id);
  return <ScanBar job={job} rate={rate} />;
}

function Problems({ job }: { readonly job: JobJson }) {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["errors", job.job_id, "disks"],
    queryFn: ({ signal }) => api.jobErrors(job.job_id, { limit: mostErrors }, { signal }),
    enabled: job.counts.directory_errors > 0,
  });
  const warnings = (data?.errors ?? []).filter(isDiskWarning);
  return (
    <>
      {job.status !== "cancelled" && <FailureText job={job} />}
      <DiskWarning job={job} warnings={warnings} onStarted={() => {}} />
    </>
  );
}
