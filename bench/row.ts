/** A row of the table: a measurement, its comparison, and its goal. */

/** The goal of a figure, and a further goal beyond it. */
export interface Goal {
  readonly better: "higher" | "lower";
  readonly reach: number;
  readonly goFor: number;
}

export interface Row {
  readonly what: string;
  /** The figure of Gleaner. */
  readonly gleaner: string;
  /** The compared program and its figure; empty when there is none. */
  readonly instead: string;
  /** The figure to judge, in the unit that its text names. */
  readonly figure: number;
  readonly figureText: string;
  /** Null when the row only adds to another row. */
  readonly goal: Goal | null;
}

export type Verdict = "go for" | "reach" | "no";

/** Whether a figure meets a goal, and by how much. A figure equal to the goal meets it. */
export function verdictOf(figure: number, { better, reach, goFor }: Goal): Verdict {
  const meets = (asked: number) => (better === "higher" ? figure >= asked : figure <= asked);
  if (meets(goFor)) return "go for";
  return meets(reach) ? "reach" : "no";
}

export function goalText({ better }: Goal, asked: number): string {
  return `${better === "higher" ? "≥" : "≤"} ${asked}`;
}
