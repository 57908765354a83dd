import { Button, Loader, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconAlertTriangle, IconMovie, IconRadar, IconSearchOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { isScan } from "../live/check-job.ts";
import { useActiveJobs } from "../live/use-jobs.ts";
import { texts } from "../texts/texts.ts";
import type { Measure } from "./filter-values.ts";
import classes from "./library-page.module.css";

const words = texts.library;

/** @param props.onOpenScan opens the scan dialog: `new`, or the id of a job */
export function EmptyLibrary({ onOpenScan }: { readonly onOpenScan: (scan: string) => void }) {
  const running = useActiveJobs().find(isScan);
  if (running !== undefined) {
    return (
      <State
        icon={<Loader size={26} color="teal" aria-hidden />}
        title={words.empty.scanningTitle}
        text={words.empty.scanningText}
      >
        <Button variant="default" onClick={() => onOpenScan(running.job_id)}>
          {words.empty.openScan}
        </Button>
      </State>
    );
  }
  return (
    <State icon={<IconMovie size={34} stroke={1.6} aria-hidden />} title={words.empty.title} text={words.empty.text}>
      <Button size="md" leftSection={<IconRadar size={20} aria-hidden />} onClick={() => onOpenScan("new")}>
        {words.empty.scan}
      </Button>
    </State>
  );
}

interface NoMatchProps {
  /** What has a range that ends before it begins. */
  readonly backwards: Measure | undefined;
  readonly onClear: () => void;
}

export function NoMatch({ backwards, onClear }: NoMatchProps) {
  return (
    <State
      icon={<IconSearchOff size={34} stroke={1.6} aria-hidden />}
      title={words.noMatch.title}
      text={backwards === undefined ? words.noMatch.text : texts.filters.backwards(texts.filters.groups[backwards])}
    >
      <Button variant="default" onClick={onClear}>
        {words.noMatch.clear}
      </Button>
    </State>
  );
}

export interface LibraryFailedProps {
  readonly message: string;
  readonly isTrying: boolean;
  readonly onAgain: () => void;
}

export function LibraryFailed({ message, isTrying, onAgain }: LibraryFailedProps) {
  return (
    <div role="alert" className={classes["fill"]}>
      <State
        icon={<IconAlertTriangle size={34} stroke={1.6} aria-hidden />}
        colour="orange"
        title={words.failed.title}
        text={message}
      >
        <Button variant="default" onClick={onAgain} loading={isTrying}>
          {words.failed.again}
        </Button>
      </State>
    </div>
  );
}

interface StateProps {
  readonly icon: ReactNode;
  readonly colour?: string;
  readonly title: string;
  readonly text: string;
  /** What to do about it. */
  readonly children: ReactNode;
}

function State({ icon, colour = "teal", title, text, children }: StateProps) {
  return (
    <Stack align="center" justify="center" gap="md" className={classes["state"]}>
      <ThemeIcon size={72} radius="50%" variant="light" color={colour}>
        {icon}
      </ThemeIcon>
      <Stack align="center" gap={6}>
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text c="dimmed" ta="center" maw={440} className="path">
          {text}
        </Text>
      </Stack>
      {children}
    </Stack>
  );
}
