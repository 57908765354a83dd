/** A line of the table: what was measured, with what it is compared, and what it is to reach. */

/** What a figure is to reach, and what to go for beyond that. */
export interface Goal {
  readonly better: "higher" | "lower";
  readonly reach: number;
  readonly goFor: number;
}

export interface MeasuredRow {
  readonly kind: "measured";
  readonly what: string;
  /** What Gleaner does it in. */
  readonly gleaner: string;
  /** With what it is compared, and what that takes; empty where there is nothing to compare. */
  readonly instead: string;
  /** What is judged, in the unit that its text names. */
  readonly figure: number;
  readonly figureText: string;
  /** Null where the row only adds to what another one says. */
  readonly goal: Goal | null;
}

/** What this command cannot measure yet. */
export interface LaterRow {
  readonly kind: "later";
  readonly what: string;
  readonly goal: Goal;
  readonly reason: string;
}

export type Row = MeasuredRow | LaterRow;

export type Verdict = "go for" | "reach" | "no";

/** Whether a figure meets a goal, and how far. A figure that equals what is asked for meets it. */
export function verdictOf(figure: number, { better, reach, goFor }: Goal): Verdict {
  const meets = (asked: number) => (better === "higher" ? figure >= asked : figure <= asked);
  if (meets(goFor)) return "go for";
  return meets(reach) ? "reach" : "no";
}

export function goalText({ better }: Goal, asked: number): string {
  return `${better === "higher" ? "≥" : "≤"} ${asked}`;
}
