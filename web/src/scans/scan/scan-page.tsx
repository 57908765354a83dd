import { Button, Skeleton, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { isCheck } from "../../live/check-job.ts";
import { isComparison } from "../../live/compare-job.ts";
import { forgottenBy } from "../../live/forget-job.ts";
import { texts } from "../../texts/texts.ts";
import { CheckDetails } from "../checking/check-details.tsx";
import { ComparisonDetails } from "../comparing/comparison-details.tsx";
import { RemovalDetails } from "../forgetting/removal-details.tsx";
import { LoadFailed } from "../load-failed.tsx";
import { ScanDetails } from "./scan-details.tsx";
import classes from "./scan-page.module.css";
import { useScan } from "./use-scan.ts";

const words = texts.scans.scan;

/** The page of one scan, active or ended. */
export function ScanPage() {
  const { jobId } = useParams({ from: "/scans/$jobId" });
  return (
    <div className={classes["page"]}>
      <Link to="/scans" activeOptions={{ exact: true }} className={classes["back"]}>
        <IconArrowLeft size={17} aria-hidden />
        {words.back}
      </Link>
      <ScanById key={jobId} id={jobId} />
    </div>
  );
}

function ScanById({ id }: { readonly id: string }) {
  const scan = useScan(id);
  switch (scan.kind) {
    case "loading":
      return (
        <div role="status" aria-label={words.loading} className={classes["loading"]}>
          <Skeleton height={34} width="60%" />
          <Skeleton height={110} />
          <Skeleton height={300} />
        </div>
      );
    case "not_known":
      return (
        <div className={classes["notKnown"]}>
          <Title order={1} size="h2">
            {words.notKnown.title}
          </Title>
          <Text>{words.notKnown.text}</Text>
          <Button renderRoot={(props) => <Link to="/scans" {...props} />}>{words.back}</Button>
        </div>
      );
    case "failed":
      return <LoadFailed title={words.failed} error={scan.error} onRetry={scan.retry} />;
    case "known":
      return <JobDetails job={scan.job} rate={scan.rate} />;
  }
}

function JobDetails({ job, rate }: { readonly job: JobJson; readonly rate: number | undefined }) {
  if (isCheck(job)) return <CheckDetails job={job} />;
  if (isComparison(job)) return <ComparisonDetails job={job} />;
  const removed = forgottenBy(job);
  return removed === null ? <ScanDetails job={job} rate={rate} /> : <RemovalDetails job={job} filter={removed} />;
}
