import { Paper, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { useApi } from "../../api/use-api.ts";
import { isCheck, isOfPart, isScan } from "../../live/check-job.ts";
import { isComparison } from "../../live/compare-job.ts";
import { hasEnded, timeOf, tookMs } from "../../live/job-state.ts";
import { durationText, exactTimeText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { begunBy } from "../begun-by.ts";
import { elapsedMs } from "../throughput/throughput-rates.ts";
import { useThroughput } from "../throughput/use-throughput.ts";
import classes from "./scan-facts.module.css";

const words = texts.scans.scan;

/** The times and options of a scan. */
export function ScanFacts({ job }: { readonly job: JobJson }) {
  const ended = hasEnded(job);
  return (
    <Paper component="section" withBorder className={classes["facts"]} aria-labelledby="facts">
      <Title order={2} size="h4" id="facts">
        {factsTitle(job)}
      </Title>
      <dl className={classes["list"]}>
        <Fact name={words.submitted}>
          <Moment at={job.submitted_at} />
        </Fact>
        <Fact name={words.started}>
          {job.started_at === null ? ended ? words.never : words.notYet : <Moment at={job.started_at} />}
        </Fact>
        {job.cancel_requested_at !== null && (
          <>
            <Fact name={words.cancelRequested}>
              <Moment at={job.cancel_requested_at} />
            </Fact>
            {job.cancel_reason !== null && <Fact name={words.cancelReason}>{job.cancel_reason}</Fact>}
          </>
        )}
        <Fact name={words.ended}>{job.finished_at === null ? words.notYet : <Moment at={job.finished_at} />}</Fact>
        <Length job={job} />
        {isScan(job) && <Fact name={words.begun}>{begunBy(job)}</Fact>}
        {isScan(job) && !isOfPart(job) && (
          <Fact name={words.subdirectories}>{job.payload.recursive ? words.included : words.notIncluded}</Fact>
        )}
        {job.resumes !== null && <Earlier id={job.resumes} />}
        {job.attempt > 0 && <Fact name={words.attempts}>{words.attemptsText(job.attempt)}</Fact>}
      </dl>
    </Paper>
  );
}

function factsTitle(job: JobJson): string {
  if (isCheck(job)) return texts.checking.facts;
  if (isComparison(job)) return texts.comparing.facts;
  return isScan(job) ? words.facts : texts.forgetting.facts;
}

/** The earlier scan that this one continues or repeats. */
function Earlier({ id }: { readonly id: string }) {
  const api = useApi();
  const { data } = useQuery({ queryKey: ["scan", id], queryFn: ({ signal }) => api.job(id, { signal }) });
  return (
    <Fact name={data?.status === "completed" ? words.repeats : words.resumes}>
      <Link to="/scans/$jobId" params={{ jobId: id }} className={classes["link"]}>
        {data === undefined ? words.resumesUnknown : words.resumesScan(exactTimeText(timeOf(data)))}
      </Link>
    </Fact>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="path">{children}</dd>
    </div>
  );
}

function Moment({ at }: { readonly at: string }) {
  return <time dateTime={at}>{exactTimeText(at)}</time>;
}

/** The time that the scan took, or takes so far, by the server's clock. The browser's clock may be wrong. */
function Length({ job }: { readonly job: JobJson }) {
  const { data } = useThroughput(job);
  const took = tookMs(job);
  if (took !== null) return <Fact name={words.took}>{durationText(took)}</Fact>;
  if (hasEnded(job) || job.started_at === null) return null;
  return <Fact name={words.soFar}>{durationText(elapsedMs(data?.points ?? []))}</Fact>;
}
