import { UnstyledButton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { texts } from "../texts/texts.ts";
import classes from "./directory-card.module.css";
import { ProblemsDialog } from "./problems-dialog.tsx";

const words = texts.directories.card;

interface DirectoryFactsProps {
  readonly root: RootJson;
  readonly name: string;
}

/** The videos of a directory, what is missing, and what could not be read, with the ways to them. */
export function DirectoryFacts({ root, name }: DirectoryFactsProps) {
  const [areProblemsOpen, setProblemsOpen] = useState(false);
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
          {/* No scan has all of them: each lists those that it tried itself. */}
          <UnstyledButton
            fz="inherit"
            className={classes["open"]}
            aria-label={words.unreadLabel(problems, name)}
            onClick={() => setProblemsOpen(true)}
          >
            {words.unread(problems)}
          </UnstyledButton>
          {areProblemsOpen && (
            <ProblemsDialog
              root={root}
              title={words.unreadLabel(problems, name)}
              onClose={() => setProblemsOpen(false)}
            />
          )}
        </li>
      )}
    </ul>
  );
}
