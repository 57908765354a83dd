import { percentText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import classes from "./progress-bar.module.css";

export interface ProgressBarProps {
  /** 0 to 1; null while it is unknown. */
  readonly progress: number | null;
  readonly cancelling: boolean;
}

export function ProgressBar({ progress, cancelling }: ProgressBarProps) {
  const value =
    progress === null ? {} : { "aria-valuenow": Math.floor(progress * 100), "aria-valuetext": percentText(progress) };
  return (
    <div
      role="progressbar"
      aria-label={texts.scanDialog.progress.bar}
      aria-valuemin={0}
      aria-valuemax={100}
      {...value}
      className={`${classes["bar"]} ${cancelling ? classes["cancelling"] : ""}`}
    >
      {progress === null ? (
        <div className={classes["unknown"]} />
      ) : (
        <div className={classes["done"]} style={{ width: `${progress * 100}%` }} />
      )}
    </div>
  );
}
