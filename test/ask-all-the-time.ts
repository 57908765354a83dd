import { setTimeout as delay } from "node:timers/promises";
import type { GleanerServer } from "./gleaner-process.ts";

export interface Answers {
  live: number;
  jobs: number;
  /** The longest time that an answer of `/health/live` took, in milliseconds. */
  slowestLiveMs: number;
  /** Answers other than 200, and requests without an answer. */
  readonly refused: string[];
}

/** A server that takes longer to answer hangs. */
const hangsAfterMs = 10_000;

/** Asks for the health and the jobs of a server, again and again, until `ending` has settled. */
export async function askAllTheTime({ url }: GleanerServer, ending: Promise<unknown>): Promise<Answers> {
  const answers: Answers = { live: 0, jobs: 0, slowestLiveMs: 0, refused: [] };
  let over = false;
  const stop = () => {
    over = true;
  };
  void ending.then(stop, stop);
  const ask = async (path: string, answered: (tookMs: number) => void): Promise<void> => {
    while (!over) {
      const askedAt = performance.now();
      const answer = await fetch(url + path, { signal: AbortSignal.timeout(hangsAfterMs) })
        .then(async (response) => `${response.status} ${await response.text()}`)
        .catch((error: unknown) => String(error));
      if (answer.startsWith("200 ")) answered(performance.now() - askedAt);
      else answers.refused.push(`${path}: ${answer}`);
      // Leaves the processors to the scan.
      await delay(50);
    }
  };
  const askLive = ask("/health/live", (tookMs) => {
    answers.live += 1;
    answers.slowestLiveMs = Math.max(answers.slowestLiveMs, tookMs);
  });
  await Promise.all([askLive, ask("/api/v1/jobs", () => (answers.jobs += 1))]);
  return answers;
}
