import { Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { FileErrorJson } from "../../../../src/api/contract/file-errors.ts";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { ExportMenu } from "../../exports/export-menu.tsx";
import { hasReadNothing } from "../../live/has-read-nothing.ts";
import { texts } from "../../texts/texts.ts";
import { LoadFailed } from "../load-failed.tsx";
import { isDiskWarning } from "./disk-warning.tsx";
import { ErrorList } from "./error-list.tsx";
import { RetryErrorsButton } from "./retry-errors-button.tsx";
import classes from "./still-unreadable.module.css";
import { isDirectory, useStillUnreadable } from "./use-still-unreadable.ts";

const words = texts.scans.stillUnreadable;

/** The id of these files on the page of a scan, for links. */
export const stillUnreadableId = "still-unreadable";

interface StillUnreadableProps {
  /** A job that has ended. */
  readonly job: JobJson;
  /** The errors of the scan itself that are loaded. */
  readonly own: readonly FileErrorJson[];
  /** Copies a text to the clipboard, and returns whether that worked. */
  readonly onCopy: (text: string) => Promise<boolean>;
}

/** The unreadable files that a scan skipped, with a button that tries them again. */
export function StillUnreadable({ job, own, onCopy }: StillUnreadableProps) {
  const { files, more, problem, retry } = useStillUnreadable(job, own);
  const title = useRef<HTMLHeadingElement>(null);
  const isAny = files.length > 0;
  useEffect(() => {
    // The files are loaded after the page, too late for the browser to scroll to them.
    if (isAny && location.hash === `#${stillUnreadableId}`) title.current?.scrollIntoView();
  }, [isAny]);
  if (problem !== null) return <LoadFailed title={words.failed} error={problem} onRetry={retry} />;
  if (files.length === 0) return null;
  return (
    <section aria-labelledby={stillUnreadableId} className={classes["section"]}>
      <div className={classes["head"]}>
        <div className={classes["words"]}>
          <Title ref={title} order={3} size="h5" id={stillUnreadableId}>
            {words.title(files.length, { more, directories: files.filter(isDirectory).length })}
          </Title>
          <Text size="sm" c="dimmed">
            {words.hint}
          </Text>
        </div>
        {/* The same button stands above the errors of the scan, and tries these files too. Without the disk it is of no use. */}
        {own.every(isDiskWarning) && !hasReadNothing(job) && <RetryErrorsButton job={job} />}
        {!hasReadNothing(job) && (
          <ExportMenu list="videos/problems" filters={{ path: job.payload.path }} label={words.exportAll} isTool />
        )}
      </div>
      <ErrorList label={words.list} directory={job.payload.path} errors={files} onCopy={onCopy} />
    </section>
  );
}
