import type { ProbeOutcome, ProbeProblem } from "./prober.ts";

/** What one try at a file came to: an answer, or the end of the process that had it. */
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
 * Tries a file, and where its process died, once more in a fresh one: what killed the first may have been the files
 * before it, or something outside. The second death is the file's own.
 */
export async function tryTwice(attempt: (which: "first" | "again") => Promise<Attempt>): Promise<ProbeOutcome> {
  const first = await attempt("first");
  if (first.kind === "answered") return first.outcome;
  const second = await attempt("again");
  return second.kind === "answered" ? second.outcome : { kind: "problem", problem: second.problem };
}
