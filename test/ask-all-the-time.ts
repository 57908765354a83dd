import { setTimeout as delay } from "node:timers/promises";
import type { GleanerServer } from "./gleaner-process.ts";

export interface Answers {
  live: number;
  jobs: number;
  /** What was answered with anything but a 200, or not at all. */
  readonly refused: string[];
}

/** A server that has not answered by then hangs. */
const hangsAfterMs = 10_000;

/** Asks for its health and its jobs, each a moment after it has answered, until `ending` is settled. */
export async function askAllTheTime({ url }: GleanerServer, ending: Promise<unknown>): Promise<Answers> {
  const answers: Answers = { live: 0, jobs: 0, refused: [] };
  let over = false;
  const stop = () => {
    over = true;
  };
  void ending.then(stop, stop);
  const ask = async (path: string, answered: () => void): Promise<void> => {
    while (!over) {
      const answer = await fetch(url + path, { signal: AbortSignal.timeout(hangsAfterMs) })
        .then(async (response) => `${response.status} ${await response.text()}`)
        .catch((error: unknown) => String(error));
      if (answer.startsWith("200 ")) answered();
      else answers.refused.push(`${path}: ${answer}`);
      // A core is left to the scan.
      await delay(25);
    }
  };
  await Promise.all([ask("/health/live", () => (answers.live += 1)), ask("/api/v1/jobs", () => (answers.jobs += 1))]);
  return answers;
}
