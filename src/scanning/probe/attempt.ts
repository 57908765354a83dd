import type { ProbeOutcome, ProbeProblem } from "./prober.ts";

/** The result of one try at a file: an answer, or the end of the process that read the file. */
export type Attempt =
  | { readonly kind: "answered"; readonly outcome: ProbeOutcome }
  | { readonly kind: "died"; readonly problem: ProbeProblem };

export function answered(outcome: ProbeOutcome): Attempt {
  return { kind: "answered", outcome };
}

export function failed(problem: ProbeProblem): Attempt {
  return { kind: "answered", outcome: { kind: "problem", problem } };
}

export function died(problem: ProbeProblem): Attempt {
  return { kind: "died", problem };
}

/**
 * Tries a file, and once more when its process died: something outside may have ended the first. A second death is the
 * file's own doing.
 */
export async function tryTwice(attempt: (which: "first" | "again") => Promise<Attempt>): Promise<ProbeOutcome> {
  const first = await attempt("first");
  if (first.kind === "answered") return first.outcome;
  const second = await attempt("again");
  return second.kind === "answered" ? second.outcome : { kind: "problem", problem: second.problem };
}
