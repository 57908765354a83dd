import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { errorsId } from "../scans/errors/errors-section.tsx";
import { stillUnreadableId } from "../scans/errors/still-unreadable.tsx";
import { texts } from "../texts/texts.ts";
import classes from "./directory-card.module.css";

const words = texts.directories.card;

interface DirectoryFactsProps {
  readonly root: RootJson;
  readonly name: string;
  /** The newest scan of it that has ended; null if there is none. Its page lists what could not be read. */
  readonly lastEnded: JobJson | null;
}

/** The videos of a directory, what is missing, and what could not be read, with links to them. */
export function DirectoryFacts({ root, name, lastEnded }: DirectoryFactsProps) {
  const { path, videos, missing, problems, bytes, duration_seconds: seconds } = root;
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
          <li>
            <Link
              to="/statistics"
              search={{ path }}
              className={classes["open"]}
              aria-label={texts.statistics.ofDirectory(name)}
            >
              {texts.statistics.title}
            </Link>
          </li>
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
