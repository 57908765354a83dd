import { percentText } from "../texts/quantities.ts";
import classes from "./progress-bar.module.css";

export interface ProgressBarProps {
  readonly label: string;
  /** 0 to 1; null while it is unknown. */
  readonly progress: number | null;
  /** The bar of a waiting scan does not move, and the bar of a cancelling scan is grey. */
  readonly phase: "waiting" | "running" | "cancelling";
}

/** The progress of a scan. While it is unknown, a block moves to and fro. */
export function ProgressBar({ label, progress, phase }: ProgressBarProps) {
  const value =
    progress === null ? {} : { "aria-valuenow": Math.floor(progress * 100), "aria-valuetext": percentText(progress) };
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...value}
      className={classes["bar"]}
      data-progress={progress === null ? "unknown" : "known"}
      data-phase={phase}
    >
      <div {...(progress !== null && { style: { width: `${progress * 100}%` } })} />
    </div>
  );
}
