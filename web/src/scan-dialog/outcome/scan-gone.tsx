import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { doneOf } from "../../live/job-state.ts";
import type { Gone } from "../../scan-sessions/scan-state.ts";
import { texts } from "../../texts/texts.ts";
import { ignoreRepeats, singleClick } from "../press-guards.ts";
import classes from "../scan-dialog.module.css";
import { useFocusOnArrival } from "../use-focus-on-arrival.ts";

const words = texts.scanDialog.outcome;

export interface ScanGoneProps {
  readonly state: Gone;
  readonly onAnother: () => void;
  readonly onClose: () => void;
}

/** A scan that the server does not know. */
export function ScanGone({ state: { job }, onAnother, onClose }: ScanGoneProps) {
  const close = useFocusOnArrival<HTMLButtonElement>();
  return (
    <div className={classes["view"]}>
      <div className={classes["outcome"]}>
        <Text>{words.gone}</Text>
        {job !== null && <Text>{words.lastKnown(doneOf(job), job.counts.new)}</Text>}
      </div>
      <div className={classes["footer"]}>
        <div className={classes["buttons"]}>
          <Button variant="default" onClick={singleClick(onAnother)}>
            {texts.scanDialog.titles.form}
          </Button>
          <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
            {words.library}
          </Button>
          <Button ref={close} data-autofocus onKeyDown={ignoreRepeats} onClick={singleClick(onClose)}>
            {texts.scanDialog.close}
          </Button>
        </div>
      </div>
    </div>
  );
}
