import { Cron } from "croner";
import type { RootSchedule } from "../library/library-roots.ts";
import { type Said, say } from "../sentences/say.ts";
import { turnAfterGap } from "./turn-after-gap.ts";

export type ScheduleOutcome =
  | { readonly kind: "schedule"; readonly schedule: RootSchedule }
  /** A sentence without its full stop says what is wrong, and with what. */
  | ({ readonly kind: "invalid"; readonly field: "cron" | "timeZone" } & Said);

/** Checks a schedule that a person has written. @param options.now the schedule must have a turn after this time */
export function checkSchedule(written: RootSchedule, { now }: { readonly now: Date }): ScheduleOutcome {
  const timeZone = knownTimeZone(written.timeZone.trim());
  if (timeZone === null) {
    return { kind: "invalid", field: "timeZone", ...say("unknown_time_zone", { name: written.timeZone }) };
  }
  const cron = written.cron.trim().replaceAll(/\s+/g, " ");
  const fields = cron.split(" ").length;
  // Without this check, croner would take the time of a single turn, too.
  if (!cron.startsWith("@") && fields !== 5) {
    return invalid(say("cron_fields", { cron: written.cron, fields }));
  }
  try {
    if (nextTurn({ cron, timeZone }, now) === null) return invalid(say("cron_without_turn", { cron: written.cron }));
  } catch (error) {
    return invalid(
      say("cron_wrong", { cron: written.cron, why: say("verbatim", { text: problemOf(error) }).sentence }),
    );
  }
  return { kind: "schedule", schedule: { cron, timeZone } };
}

/**
 * The first turn after a time. Null: there is none.
 *
 * When clocks are put forward, a turn at a fixed time that is left out comes at the first moment after the gap. When clocks
 * are put back, a turn at a fixed time comes the first time only. Hours or minutes with `*` or a step, such as every half
 * hour, go on by the time that really passes.
 *
 * @throws Error if the schedule makes no sense on this machine: see `checkSchedule`
 */
export function nextTurn({ cron, timeZone }: RootSchedule, after: Date): Date | null {
  const pattern = new Cron(cron, { timezone: timeZone, mode: "5-part", fixedTimeRule: "no-wildcard", paused: true });
  const turn = pattern.nextRun(after);
  if (turn === null) return null;
  const afterGap = turnAfterGap({ cron, timeZone }, after);
  return afterGap !== null && afterGap < turn ? afterGap : turn;
}

function invalid(problem: Said): ScheduleOutcome {
  return { kind: "invalid", field: "cron", ...problem };
}

/** The name of the zone in the usual letters; null for an unknown zone. */
function knownTimeZone(name: string): string | null {
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    // The system has newer names for some zones, such as Asia/Kolkata. People keep the one that they have written.
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name;
  } catch {
    return null;
  }
}

/** What croner says, without its own name. */
function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^\w+: /, "")
    .replace(/^(.)/, (first) => first.toLowerCase())
    .replace(/\.$/, "");
}
