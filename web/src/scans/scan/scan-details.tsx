import { Link } from "@tanstack/react-router";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { isOfChosen } from "../../live/check-job.ts";
import { countText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { VisibleText } from "../../texts/visible-text.tsx";
import { ErrorsSection, errorsId } from "../errors/errors-section.tsx";
import { stillUnreadableId } from "../errors/still-unreadable.tsx";
import { ThroughputSection } from "../throughput/throughput-section.tsx";
import { useRootNames } from "../use-root-names.ts";
import { whyItBegan } from "../why-it-began.ts";
import { JobDetails } from "./job-details.tsx";
import classes from "./scan-details.module.css";
import { ScanFacts } from "./scan-facts.tsx";
import { scanSummary } from "./scan-summary.ts";
import { ShowVideos } from "./show-videos.tsx";

const words = texts.scans.scan;
const countOrder = ["new", "updated", "moved", "skipped", "unreadable", "missing", "excluded", "error_count"] as const;

interface ScanDetailsProps {
  readonly job: JobJson;
  /** Files per second; undefined while it is unknown. */
  readonly rate: number | undefined;
}

/** Everything about a scan. */
export function ScanDetails({ job, rate }: ScanDetailsProps) {
  const { path } = job.payload;
  const rootName = useRootNames().get(path);
  const chosen = isOfChosen(job) ? texts.chosenScans : null;
  const name = chosen?.subject(job) ?? rootName;
  const videos = job.counts.new + job.counts.updated;
  return (
    <JobDetails
      job={job}
      pageTitle={chosen?.pageTitle(job) ?? words.pageTitle(name ?? path)}
      heading={name === undefined ? <VisibleText text={path} /> : <VisibleText text={name} />}
      path={chosen !== null || name === undefined ? null : path}
      summary={scanSummary(job)}
      why={whyItBegan(job)}
      rate={rate}
      current={words.current}
      results={videos > 0 && <ShowVideos search={{ job: job.job_id }} text={words.videos(videos)} />}
      countsLabel={words.counts}
      counts={countOrder
        .filter((name) => (name !== "moved" && name !== "excluded") || job.counts[name] > 0)
        .map((name) => ({
          name: texts.scans.columns[name],
          count: job.counts[name],
          shown: <Count job={job} name={name} />,
          isProblem: name === "error_count",
        }))}
    >
      <div className={classes["middle"]}>
        <ThroughputSection job={job} />
        <ScanFacts job={job} />
      </div>
      <ErrorsSection job={job} />
    </JobDetails>
  );
}

/** A result of a scan. Errors and missing videos lead to their lists. */
function Count({ job, name }: { readonly job: JobJson; readonly name: (typeof countOrder)[number] }) {
  const count = job.counts[name];
  const text = countText(count);
  if (count > 0 && (name === "error_count" || name === "unreadable")) {
    const isOwn = name === "error_count";
    return (
      <a
        href={`#${isOwn ? errorsId : stillUnreadableId}`}
        className={classes["toList"]}
        title={isOwn ? words.toErrors : words.toUnreadable}
      >
        {text}
      </a>
    );
  }
  if (count > 0 && name === "missing") {
    return (
      <Link to="/" search={{ missing: true, job: job.job_id }} className={classes["toList"]} title={words.toMissing}>
        {text}
      </Link>
    );
  }
  if (name === "excluded") return <span title={words.excluded}>{text}</span>;
  return text;
}
