import { Button, CloseButton, Paper, Skeleton, Text, TextInput, Title } from "@mantine/core";
import { IconCopy, IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { FileErrorJson } from "../../../../src/api/contract/file-errors.ts";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { messageOf } from "../../api/failures.ts";
import { ExportMenu } from "../../exports/export-menu.tsx";
import { isOfChosen } from "../../live/check-job.ts";
import { hasEnded } from "../../live/job-state.ts";
import { texts } from "../../texts/texts.ts";
import { LoadFailed } from "../load-failed.tsx";
import { CopyByHand } from "./copy-by-hand.tsx";
import { copyText } from "./copy-text.ts";
import { DiskWarning, isDiskWarning } from "./disk-warning.tsx";
import { ErrorList } from "./error-list.tsx";
import { errorsWith } from "./error-search.ts";
import classes from "./errors-section.module.css";
import { errorsAsText } from "./errors-text.ts";
import { RetryErrorsButton } from "./retry-errors-button.tsx";
import { StillUnreadable } from "./still-unreadable.tsx";
import { maxErrors, useJobErrors } from "./use-job-errors.ts";

const words = texts.scans.errors;

/** The id of the errors on the page of a scan, for links. */
export const errorsId = "errors";

const none: readonly FileErrorJson[] = [];

/**
 * The errors of a scan, with search and copy, and the unreadable files that it skipped. Once the scan has ended, warnings of
 * its disks stand above the list instead of in it, with their own buttons.
 */
export function ErrorsSection({ job }: { readonly job: JobJson }) {
  const navigate = useNavigate();
  const loaded = useJobErrors(job);
  const { errors, hasMore, isLoading, problem } = loaded;
  const [typed, setTyped] = useState("");
  const wanted = useDeferredValue(typed.trim());
  const directory = job.payload.path;
  const ended = hasEnded(job);
  const listed = useMemo(() => (ended ? errors?.filter((error) => !isDiskWarning(error)) : errors), [errors, ended]);
  const matching = useMemo(() => errorsWith(wanted, listed ?? none, directory), [listed, wanted, directory]);
  const [byHand, setByHand] = useState<string | null>(null);
  const [message, setMessage] = useState<string | null>(null);

  // A search covers all errors: the pages that are not loaded yet are loaded one by one.
  const searching = wanted !== "" && hasMore;
  const loadMore = useEffectEvent(() => loaded.loadMore());
  useEffect(() => {
    if (searching && !isLoading && problem === null) loadMore();
  }, [searching, isLoading, problem]);

  const copy = async (text: string): Promise<boolean> => {
    const copied = await copyText(text);
    if (!copied) setByHand(text);
    return copied;
  };
  const copyAll = async () => {
    if (hasMore) setMessage(words.copying);
    try {
      const whole = await loaded.loadAll();
      const all = errorsWith(wanted, ended ? whole.filter((error) => !isDiskWarning(error)) : whole, directory);
      const copied = await copy(errorsAsText(all, words.columns));
      setMessage(copied ? words.copiedCount(all.length) : null);
    } catch (error) {
      setMessage(`${words.restFailed} ${messageOf(error)}`);
    }
  };

  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The errors are loaded after the page, too late for the browser to scroll to them.
    if (location.hash === `#${errorsId}`) title.current?.scrollIntoView();
  }, []);

  const count = Math.max(job.counts.error_count, errors?.length ?? 0);
  return (
    <Paper component="section" withBorder className={classes["section"]} aria-labelledby={errorsId}>
      <div className={classes["head"]}>
        <Title ref={title} order={2} size="h4" id={errorsId}>
          {count === 0 ? words.title : words.titleCount(count)}
        </Title>
        {listed !== undefined && listed.length > 0 && (
          <div className={classes["tools"]}>
            <TextInput
              type="search"
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                setMessage(null);
              }}
              aria-label={words.search}
              placeholder={words.searchHint}
              leftSection={<IconSearch size={17} aria-hidden />}
              rightSection={
                typed === "" ? null : <CloseButton size="sm" aria-label={words.clear} onClick={() => setTyped("")} />
              }
              className={classes["search"]}
            />
            <Button
              variant="default"
              leftSection={<IconCopy size={17} aria-hidden />}
              disabled={matching.length === 0}
              onClick={() => void copyAll()}
            >
              {wanted === "" ? words.copyAll : words.copyMatches(matching.length)}
            </Button>
            {wanted === "" && <ExportMenu list={`jobs/${job.job_id}/errors`} isTool />}
            {/* A scan of chosen videos is repeated as a whole: a scan of its directory would read other files. */}
            {ended && !isOfChosen(job) && <RetryErrorsButton job={job} />}
          </div>
        )}
      </div>
      <Text component="div" size="sm" c="dimmed" role="status" className={classes["status"]}>
        {listed !== undefined && wanted !== "" && <div>{words.matches(matching.length, listed.length)}</div>}
        {errors !== undefined && searching && problem === null && <div>{words.searching(errors.length)}</div>}
        {loaded.bounded && <div>{words.bounded(maxErrors)}</div>}
        {message}
      </Text>
      {errors === undefined && problem === null && <Skeleton height={120} role="status" aria-label={words.loading} />}
      {ended && (
        <DiskWarning
          job={job}
          warnings={(errors ?? none).filter(isDiskWarning)}
          onStarted={(jobId) => void navigate({ to: "/scans/$jobId", params: { jobId } })}
        />
      )}
      {errors?.length === 0 && <Text c="dimmed">{ended ? words.none : words.noneYet}</Text>}
      {matching.length > 0 && (
        <ErrorList
          label={words.list}
          directory={directory}
          errors={matching}
          onCopy={copy}
          onNearEnd={loaded.loadMore}
        />
      )}
      {problem !== null && (
        <LoadFailed
          title={errors === undefined ? words.failed : words.restFailed}
          error={problem}
          onRetry={loaded.retry}
        />
      )}
      {/* A scan of chosen videos tries all of them: the unreadable files in its directory are others. */}
      {ended && !isOfChosen(job) && (errors !== undefined || problem !== null) && (
        <StillUnreadable job={job} own={errors ?? none} onCopy={copy} />
      )}
      <CopyByHand text={byHand} onClose={() => setByHand(null)} />
    </Paper>
  );
}
