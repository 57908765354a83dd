import type { LibraryRoot, RootSchedule } from "../library/library-roots.ts";
import { nextTurn } from "./schedule.ts";

export type Turn =
  /** The turn has come, or several that were slept through: they are one. */
  | { readonly kind: "due" }
  /** Nothing is to be done until then. Null: never. */
  | { readonly kind: "later"; readonly at: Date | null }
  /** The clock was wrong when turns were counted last: they are to be counted from now on. */
  | { readonly kind: "clock_was_wrong" };

/**
 * What a schedule demands now. It depends on the times alone, so it does not matter how long nobody asked.
 *
 * All turns until `turnedAt` are done. So a clock that is put back brings none of them again. But a clock that was wrong by
 * more than a day must not let a schedule rest for years.
 *
 * @throws as `nextTurn` does
 */
export function turnOf({ schedule, turnedAt, now }: { schedule: RootSchedule; turnedAt: Date; now: Date }): Turn {
  if (turnedAt.getTime() - now.getTime() > longestStepBackMs) return { kind: "clock_was_wrong" };
  const at = nextTurn(schedule, turnedAt);
  return at === null || at > now ? { kind: "later", at } : { kind: "due" };
}

/** When the next scan of a directory begins by itself. Null: never. A time that has passed: it begins in a moment. */
export function nextRunOf({ schedule, turnedAt }: LibraryRoot): Date | null {
  if (schedule === null || turnedAt === null) return null;
  try {
    return nextTurn(schedule, turnedAt);
  } catch {
    // Another program wrote it, or another machine that knows more time zones. The runner reports it.
    return null;
  }
}

/** By how much a clock is put back at most without having been wrong before: by a time zone, in milliseconds. */
const longestStepBackMs = 26 * 3_600_000;
