import { Link } from "@tanstack/react-router";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { countText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import classes from "./scan-dialog.module.css";

const words = texts.scanDialog.counts;

/** The results of a scan, counting up. The errors lead to their list. @param props.job null while nothing is known of it */
export function ScanCounts({ job }: { readonly job: JobJson | null }) {
  const counts = job?.counts;
  const shown = [
    [words.new, counts?.new ?? 0, ""],
    [words.updated, counts?.updated ?? 0, ""],
    // Few scans find moved files, or remove videos, so that these counts would only take room.
    ...(counts !== undefined && counts.moved > 0 ? [[words.moved, counts.moved, ""] as const] : []),
    [words.unchanged, counts?.skipped ?? 0, ""],
    [words.unreadable, counts?.unreadable ?? 0, ""],
    ...(counts !== undefined && counts.excluded > 0 ? [[words.excluded, counts.excluded, ""] as const] : []),
    [words.missing, counts?.missing ?? 0, classes["warning"]],
    [words.errors, counts?.error_count ?? 0, classes["danger"]],
  ] as const;
  return (
    <dl className={classes["counts"]} aria-label={words.label}>
      {shown.map(([name, count, colour]) => (
        <div key={name} className={classes["count"]}>
          <dt>{name}</dt>
          <dd className={`digits ${count > 0 ? colour : ""}`}>
            {job !== null && name === words.errors && count > 0 ? (
              <Link
                to="/scans/$jobId"
                params={{ jobId: job.job_id }}
                hash="errors"
                className={classes["toErrors"]}
                title={words.toErrors}
              >
                {countText(count)}
              </Link>
            ) : (
              countText(count)
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
