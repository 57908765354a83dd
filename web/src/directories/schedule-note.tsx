import { useEffect, useState } from "react";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { texts } from "../texts/texts.ts";
import classes from "./directory-card.module.css";
import { browserTimeZone, formOfCron } from "./schedule-form.ts";

const words = texts.schedules;

/** Says when scans of a directory begin by themselves, and whether the last one had to be skipped. */
export function ScheduleNote({ root }: { readonly root: RootJson }) {
  const { schedule, next_run_at: next, skipped_run_at: skipped } = root;
  const now = useMinute();
  if (schedule === null) return null;
  const here = browserTimeZone();
  const isElsewhere = schedule.time_zone !== here;
  const zoneOfTimes = isElsewhere ? here : null;
  const sentences = [
    words.scanned(formOfCron(schedule.cron), isElsewhere ? schedule.time_zone : null),
    next === null ? null : words.next(next, now, zoneOfTimes),
    skipped === null ? null : words.skipped(skipped, zoneOfTimes),
  ];
  return <p className={classes["note"]}>{sentences.filter((sentence) => sentence !== null).join(" ")}</p>;
}

/** The time, which goes on every minute: at midnight, tomorrow is today. */
function useMinute(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
