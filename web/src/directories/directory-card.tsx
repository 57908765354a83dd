import { Alert, Button, Group, Paper, Text, Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconPlayerPlay,
  IconPlugConnectedX,
  IconRadar,
  IconSettings,
  IconTrash,
} from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { messageOf } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { isOfPart, isScan } from "../live/check-job.ts";
import { isActive, timeOf } from "../live/job-state.ts";
import { useActiveJobs, useFollowedJob } from "../live/use-jobs.ts";
import { ShortenedPath } from "../paths/shortened-path.tsx";
import { CancelButton } from "../scans/cancel-button.tsx";
import { useStartScan } from "../scans/use-start-scan.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText } from "../texts/visible-text.tsx";
import classes from "./directory-card.module.css";
import { DirectoryFacts } from "./directory-facts.tsx";
import { DirectorySettings } from "./directory-settings.tsx";
import { ForgetDirectory } from "./forget-directory.tsx";
import { LastScan } from "./last-scan.tsx";
import { ScheduleNote } from "./schedule-note.tsx";
import { TakeBack } from "./take-back.tsx";
import { useForgetLater } from "./use-forget-later.ts";

const words = texts.directories.card;
const forgetWords = texts.directories.forget;

interface DirectoryCardProps {
  readonly root: RootJson;
  /** What names it where its path is not beside its name. */
  readonly shownName: string;
  /** The patterns for samples and trailers. */
  readonly samplePatterns: readonly string[];
  /** How long *Forget* can be taken back, in milliseconds. */
  readonly takeBackMs: number;
}

/** A directory of the library: its videos, its last scan, and what can be done with it. */
export function DirectoryCard({ root, shownName, samplePatterns, takeBackMs }: DirectoryCardProps) {
  const api = useApi();
  const heading = useId();
  const whole = useNewestScan(root, root.last_job, { isAfterChanges: false });
  const changes = useNewestScan(root, root.last_change_job, { isAfterChanges: true });
  // A newer scan after changes does not replace what the scan of the whole directory has said.
  const newer = changes !== null && (whole === null || timeOf(changes) > timeOf(whole)) ? changes : null;
  const resumed = whole !== null && isToResume(whole, root) ? whole : null;
  const scan = useStartScan(
    () => (resumed === null ? api.scanRoot(root.root_id) : api.resumeJob(resumed.job_id)),
    () => {},
  );
  const [open, setOpen] = useState<"settings" | "forget" | null>(null);
  const forgetting = useForgetLater(root.root_id, { afterMs: takeBackMs });
  const running = [whole, changes].find((job) => job !== null && isActive(job)) ?? null;
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
          <Text role="status">{forgetWords.sending(shownName)}</Text>
        ) : (
          <TakeBack
            name={shownName}
            videos={forgetting.withVideos ? root.videos : 0}
            takeBackMs={takeBackMs}
            onUndo={takeBack}
          />
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
      <DirectoryFacts root={root} name={shownName} />
      {newer !== null && <LastScan name={shownName} job={newer} />}
      <LastScan name={shownName} job={whole} />
      {settings !== "" && <p className={classes["note"]}>{settings}</p>}
      <ScheduleNote root={root} />
      {root.watch && <WatchNote root={root} />}
      {root.changes_wait && running !== null && (
        <p role="status" className={classes["note"]}>
          {texts.watching.changesWait}
        </p>
      )}
      <Group gap={6} className={classes["actions"]}>
        {running !== null ? (
          <CancelButton job={running} />
        ) : (
          <Button
            variant="light"
            size="xs"
            leftSection={
              resumed === null ? <IconRadar size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />
            }
            loading={scan.isPending}
            onClick={() => scan.mutate()}
            aria-label={resumed === null ? words.scanLabel(shownName) : words.resumeLabel(shownName)}
          >
            {resumed === null ? words.scan : words.resume}
          </Button>
        )}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconSettings size={16} aria-hidden />}
          onClick={() => setOpen("settings")}
          aria-label={words.settingsLabel(shownName)}
        >
          {words.settings}
        </Button>
        <Button
          ref={forgetButton}
          variant="default"
          size="xs"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setOpen("forget")}
          aria-label={words.forgetLabel(shownName)}
        >
          {words.forget}
        </Button>
      </Group>
      <Problem text={scan.error === null ? null : texts.directories.notStarted(messageOf(scan.error))} />
      <Problem text={forgetting.problem === null ? null : forgetWords.failed(forgetting.problem)} />
      {open === "settings" && (
        <DirectorySettings
          root={root}
          shownName={shownName}
          samplePatterns={samplePatterns}
          onClose={() => setOpen(null)}
        />
      )}
      {open === "forget" && (
        <ForgetDirectory
          root={root}
          shownName={shownName}
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

/** Whether a scan of the directory as it is set now goes on with its last scan. */
function isToResume({ status, payload }: JobJson, root: RootJson): boolean {
  const isUnfinished = status === "cancelled" || status === "failed" || status === "timeout";
  return isUnfinished && payload.recursive === root.recursive;
}

/** The newest scan of the directory, of the whole or after changes, as the page knows it at this moment. */
function useNewestScan(
  { path }: RootJson,
  listed: JobJson | null,
  { isAfterChanges }: { readonly isAfterChanges: boolean },
): JobJson | null {
  const active = useActiveJobs().findLast(
    (job) =>
      isScan(job) &&
      job.payload.path === path &&
      (isAfterChanges ? job.payload.directory_count !== undefined : !isOfPart(job)),
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
