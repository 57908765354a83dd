import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconHandStop,
  IconHourglassOff,
  IconPlayerPause,
  IconPlayerStop,
  IconRadar,
} from "@tabler/icons-react";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { hasReadNothing } from "../live/has-read-nothing.ts";
import { phaseOf } from "../live/job-state.ts";
import { texts } from "../texts/texts.ts";
import classes from "./scan-phase.module.css";

const looks = {
  pending: { Icon: IconClock, colour: "gray" },
  paused: { Icon: IconPlayerPause, colour: "gray" },
  running: { Icon: IconRadar, colour: "teal" },
  cancelling: { Icon: IconHandStop, colour: "orange" },
  completed: { Icon: IconCircleCheck, colour: "teal" },
  cancelled: { Icon: IconPlayerStop, colour: "blue" },
  broken: { Icon: IconAlertTriangle, colour: "red" },
  nothingRead: { Icon: IconAlertTriangle, colour: "orange" },
  failed: { Icon: IconAlertTriangle, colour: "red" },
  timeout: { Icon: IconHourglassOff, colour: "orange" },
} as const;

interface ScanPhaseProps {
  readonly job: JobJson;
  /** For a check: how many of its videos are broken, with those that an earlier check has found. Default: those that it has found. */
  readonly broken?: number | undefined;
}

/** The state or result of a scan as an icon and a word. The word says all that the colour says. */
export function ScanPhase({ job, broken = job.counts.broken ?? 0 }: ScanPhaseProps) {
  const phase = hasReadNothing(job) ? "nothingRead" : phaseOf(job);
  const isBroken = broken > 0 && phase === "completed";
  const { Icon, colour } = looks[isBroken ? "broken" : phase];
  return (
    <span className={classes["phase"]}>
      <Icon size={18} stroke={1.9} color={`var(--mantine-color-${colour}-text)`} aria-hidden />
      {isBroken ? texts.checking.broken(broken) : texts.scans.phase[phase]}
    </span>
  );
}
