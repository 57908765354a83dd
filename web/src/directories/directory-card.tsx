import { Alert, Button, Group, Paper, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX, IconRadar, IconSettings, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useId, useRef, useState } from "react";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { messageOf } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import { isScan } from "../live/check-job.ts";
import { isActive, timeOf } from "../live/job-state.ts";
import { useActiveJobs, useFollowedJob } from "../live/use-jobs.ts";
import { ShortenedPath } from "../paths/shortened-path.tsx";
import { CancelButton } from "../scans/cancel-button.tsx";
import { errorsId } from "../scans/errors/errors-section.tsx";
import { stillUnreadableId } from "../scans/errors/still-unreadable.tsx";
import { useStartScan } from "../scans/use-start-scan.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText } from "../texts/visible-text.tsx";
import classes from "./directory-card.module.css";
import { DirectorySettings } from "./directory-settings.tsx";
import { ForgetDirectory } from "./forget-directory.tsx";
import { LastScan } from "./last-scan.tsx";
import { ScheduleNote } from "./schedule-note.tsx";
import { useForgetLater } from "./use-forget-later.ts";

const words = texts.directories.card;
const forgetWords = texts.directories.forget;

interface DirectoryCardProps {
  readonly root: RootJson;
  /** The patterns for samples and trailers. */
  readonly samplePatterns: readonly string[];
  /** How long *Forget* can be taken back, in milliseconds. */
  readonly takeBackMs: number;
}

/** A directory of the library: its videos, its last scan, and what can be done with it. */
export function DirectoryCard({ root, samplePatterns, takeBackMs }: DirectoryCardProps) {
  const api = useApi();
  const heading = useId();
  const whole = useNewestScan(root, root.last_job, { isAfterChanges: false });
  const changes = useNewestScan(root, root.last_change_job, { isAfterChanges: true });
  // A newer scan after changes does not replace what the scan of the whole directory has said.
  const newer = changes !== null && (whole === null || timeOf(changes) > timeOf(whole)) ? changes : null;
  const scan = useStartScan(
    () => api.scanRoot(root.root_id),
    () => {},
  );
  const [open, setOpen] = useState<"settings" | "forget" | null>(null);
  const forgetting = useForgetLater(root.root_id, { afterMs: takeBackMs });
  const running = [whole, changes].find((job) => job !== null && isActive(job)) ?? null;
  const ended = [newer, whole].find((job) => job !== null && !isActive(job)) ?? null;
  const settings = settingsOf(root);
  const forgetButton = useRef<HTMLButtonElement>(null);
  // The button that took it back is gone.
  const wasTakenBack = useRef(false);
  useEffect(() => {
    if (!wasTakenBack.current || forgetting.state !== null) return;
    wasTakenBack.current = false;
    forgetButton.current?.focus();
  }, [forgetting.state]);
  const takeBack = () => {
    wasTakenBack.current = true;
    forgetting.undo();
  };
  if (forgetting.state !== null) {
    return (
      <Paper component="li" withBorder className={classes["card"]}>
        {forgetting.state === "sending" ? (
          <Text role="status">{forgetWords.sending(root.name)}</Text>
        ) : (
          <TakeBack root={root} withVideos={forgetting.withVideos} takeBackMs={takeBackMs} onUndo={takeBack} />
        )}
      </Paper>
    );
  }
  return (
    <Paper component="li" withBorder className={classes["card"]} aria-labelledby={heading}>
      <div className={classes["names"]}>
        <Title order={2} size="h4" id={heading} className={classes["name"]}>
          <VisibleText text={root.name} />
        </Title>
        <Text size="sm" c="dimmed" component="div" className={classes["path"]}>
          <ShortenedPath path={root.path} />
        </Text>
      </div>
      <Facts root={root} lastEnded={ended} />
      {newer !== null && <LastScan root={root} job={newer} />}
      <LastScan root={root} job={whole} />
      {settings !== "" && <p className={classes["note"]}>{settings}</p>}
      <ScheduleNote root={root} />
      {root.watch && <WatchNote root={root} />}
      <Group gap={6} className={classes["actions"]}>
        {running !== null ? (
          <CancelButton job={running} />
        ) : (
          <Button
            variant="light"
            size="xs"
            leftSection={<IconRadar size={16} aria-hidden />}
            loading={scan.isPending}
            onClick={() => scan.mutate()}
            aria-label={words.scanLabel(root.name)}
          >
            {words.scan}
          </Button>
        )}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconSettings size={16} aria-hidden />}
          onClick={() => setOpen("settings")}
          aria-label={words.settingsLabel(root.name)}
        >
          {words.settings}
        </Button>
        <Button
          ref={forgetButton}
          variant="default"
          size="xs"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setOpen("forget")}
          aria-label={words.forgetLabel(root.name)}
        >
          {words.forget}
        </Button>
      </Group>
      <Problem text={scan.error === null ? null : texts.directories.notStarted(messageOf(scan.error))} />
      <Problem text={forgetting.problem === null ? null : forgetWords.failed(forgetting.problem)} />
      {open === "settings" && (
        <DirectorySettings root={root} samplePatterns={samplePatterns} onClose={() => setOpen(null)} />
      )}
      {open === "forget" && (
        <ForgetDirectory
          root={root}
          onForget={(withVideos) => {
            setOpen(null);
            forgetting.begin(withVideos);
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </Paper>
  );
}

/** The newest scan of the directory, of the whole or after changes, as the page knows it at this moment. */
function useNewestScan(
  { path }: RootJson,
  listed: JobJson | null,
  { isAfterChanges }: { readonly isAfterChanges: boolean },
): JobJson | null {
  const active = useActiveJobs().findLast(
    (job) => isScan(job) && job.payload.path === path && (job.payload.directory_count !== undefined) === isAfterChanges,
  );
  const { job: followed } = useFollowedJob(active?.job_id ?? listed?.job_id ?? null);
  return active ?? followed ?? listed;
}

const watchIcons = { absent: IconPlugConnectedX, limit: IconAlertTriangle, unsupported: IconAlertTriangle } as const;

/** Says whether the directory is watched. That it is not, although it should be, looks like a warning. */
function WatchNote({ root: { watch_state: state, watch_problem: problem } }: { readonly root: RootJson }) {
  const text = texts.watching.state(state, problem);
  if (state !== "absent" && state !== "limit" && state !== "unsupported")
    return <p className={`${classes["note"]} path`}>{text}</p>;
  const Icon = watchIcons[state];
  return (
    <p className={classes["warning"]}>
      <Icon size={17} aria-hidden />
      <span className="path">{text}</span>
    </p>
  );
}

interface FactsProps {
  readonly root: RootJson;
  /** The newest scan of it that has ended; null if there is none. Its page lists what could not be read. */
  readonly lastEnded: JobJson | null;
}

function Facts({ root, lastEnded }: FactsProps) {
  const { name, path, videos, missing, problems, bytes, duration_seconds: seconds } = root;
  return (
    <ul className={`${classes["facts"]} digits`}>
      {videos === 0 && <li>{words.noVideos}</li>}
      {videos > 0 && (
        <>
          <li>
            <Link to="/" search={{ path }} className={classes["open"]} aria-label={words.videosLabel(videos, name)}>
              {words.videos(videos)}
            </Link>
          </li>
          <li>{words.size(bytes)}</li>
          <li>{words.length(seconds)}</li>
        </>
      )}
      {missing > 0 && (
        <li className={classes["missing"]}>
          <IconAlertTriangle size={15} aria-hidden />
          <Link
            to="/"
            search={{ path, missing: true }}
            className={classes["open"]}
            aria-label={words.missingLabel(missing, name)}
          >
            {words.missing(missing)}
          </Link>
        </li>
      )}
      {problems > 0 && (
        <li className={classes["missing"]}>
          <IconAlertTriangle size={15} aria-hidden />
          {lastEnded === null ? (
            words.unread(problems)
          ) : (
            <Link
              to="/scans/$jobId"
              params={{ jobId: lastEnded.job_id }}
              hash={lastEnded.counts.error_count > 0 ? errorsId : stillUnreadableId}
              className={classes["open"]}
              aria-label={words.unreadLabel(problems, name)}
            >
              {words.unread(problems)}
            </Link>
          )}
        </li>
      )}
    </ul>
  );
}

/** The settings that are not as usual, in words. */
function settingsOf(root: RootJson): string {
  const { recursive, follow_links: links, include_hidden: hidden, max_rate: rate, exclude } = root;
  const { options } = words;
  const settings = [
    recursive ? null : options.flat,
    links === null ? null : options.links[links ? "yes" : "no"],
    hidden === null ? null : options.hidden[hidden ? "yes" : "no"],
    exclude.length === 0 ? null : options.exclude,
    rate === null ? null : options.rate(rate),
  ];
  return settings.filter((setting) => setting !== null).join(" · ");
}

interface TakeBackProps {
  readonly root: RootJson;
  readonly withVideos: boolean;
  readonly takeBackMs: number;
  readonly onUndo: () => void;
}

/** Says what is forgotten in a moment, with the button that takes it back. */
function TakeBack({ root, withVideos, takeBackMs, onUndo }: TakeBackProps) {
  const [left, setLeft] = useState(Math.ceil(takeBackMs / 1_000));
  const undo = useRef<HTMLButtonElement>(null);
  // The button that opened the question is gone.
  useEffect(() => undo.current?.focus(), []);
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className={classes["pending"]}>
      <Text role="status">{forgetWords.pending(root.name, withVideos ? root.videos : 0)}</Text>
      <Group gap="xs">
        <Button ref={undo} variant="light" size="sm" onClick={onUndo} aria-label={forgetWords.undoLabel(root.name)}>
          {forgetWords.undo}
        </Button>
        <Text size="sm" c="dimmed" className="digits" aria-hidden>
          {forgetWords.left(left)}
        </Text>
      </Group>
    </div>
  );
}

function Problem({ text }: { readonly text: string | null }) {
  return (
    <div role="alert" className={classes["problem"]}>
      {text !== null && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} className="path">
          {text}
        </Alert>
      )}
    </div>
  );
}
