import { IconAlertTriangle, IconClock, IconPlayerPause, IconPlugConnectedX, IconRadar } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { WorkerJson } from "../../../../src/api/contract/workers.ts";
import { useActiveJobs } from "../../live/use-jobs.ts";
import { ShortenedPath } from "../../paths/shortened-path.tsx";
import { durationText, exactTimeText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { VisibleText } from "../../texts/visible-text.tsx";
import classes from "./workers-section.module.css";

const words = texts.scans.workers;

const looks = {
  working: { Icon: IconRadar, colour: "teal" },
  idle: { Icon: IconClock, colour: "gray" },
  paused: { Icon: IconPlayerPause, colour: "orange" },
  silent: { Icon: IconPlugConnectedX, colour: "red" },
} as const;

interface WorkerItemProps {
  readonly worker: WorkerJson;
  /** When the server listed it, in milliseconds since 1970. */
  readonly listedAt: number;
}

/** One worker: its machine, what it does and since when, and what keeps it from its work. */
export function WorkerItem({ worker, listedAt }: WorkerItemProps) {
  const { host, pid, state, since, only, problems, leaves } = worker;
  const { Icon, colour } = looks[state];
  return (
    <li className={classes["worker"]}>
      <div className={classes["name"]}>
        <span className={classes["host"]}>
          <VisibleText text={host} />
        </span>
        <span className={classes["aside"]}>
          {words.process(pid)}
          {worker.is_this_server && `, ${words.thisServer}`}
        </span>
      </div>
      <div className={classes["about"]}>
        <div className={classes["state"]}>
          <span className={classes["word"]}>
            <Icon size={18} stroke={1.9} color={`var(--mantine-color-${colour}-text)`} aria-hidden />
            {words.states[state]}
          </span>
          {worker.job_id !== null && <ScanOfWorker id={worker.job_id} />}
          <time className={`${classes["aside"]} digits`} dateTime={since} title={exactTimeText(since)}>
            {words.since(durationText(Math.max(0, listedAt - Date.parse(since))))}
          </time>
        </div>
        {state === "silent" && <p className={classes["note"]}>{words.silentHint}</p>}
        {problems.map((problem) => (
          <p key={problem} className={`${classes["problem"]} path`}>
            <IconAlertTriangle size={16} stroke={1.9} color="var(--mantine-color-orange-text)" aria-hidden />
            <span>
              {words.problem} <VisibleText text={problem} />
            </span>
          </p>
        ))}
        {leaves.length > 0 && (
          <p className={`${classes["note"]} path`}>
            {words.leaves} <Texts texts={leaves.map(({ directory }) => directory)} />
          </p>
        )}
        {only.length > 0 && (
          <p className={`${classes["note"]} path`}>
            {words.only} <Texts texts={only} />
          </p>
        )}
        {worker.path_map.length > 0 && (
          <p className={`${classes["note"]} path`}>
            {words.pathMap} <Texts texts={worker.path_map.map(words.mapped)} />
          </p>
        )}
      </div>
    </li>
  );
}

/** Texts of the server, separated by commas. */
function Texts({ texts }: { readonly texts: readonly string[] }) {
  return texts.map((text, index) => (
    <span key={text}>
      {index > 0 && ", "}
      <VisibleText text={text} />
    </span>
  ));
}

function ScanOfWorker({ id }: { readonly id: string }) {
  const job = useActiveJobs().find(({ job_id }) => job_id === id);
  return (
    <Link to="/scans/$jobId" params={{ jobId: id }} className={classes["scan"]}>
      {job === undefined ? words.aScan : <ShortenedPath path={job.payload.path} />}
    </Link>
  );
}
