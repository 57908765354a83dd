import type { JobJson } from "../api/contract/jobs.ts";
import type { ApiClient } from "./api-client.ts";
import type { CommandContext } from "./command-context.ts";
import { subjectOf } from "./forget-summary.ts";

const pageSize = 100;
const uuidLength = 36;
/** With fewer characters, a mistyped id would too easily name another scan. */
const leastCharacters = 4;
/** How many characters of an id a table shows at least. */
export const shownLetters = 8;

/**
 * The id of the scan that a person names: the whole id or its first characters.
 *
 * @throws Error that says what to type instead
 */
export async function findScan(client: ApiClient, text: string, { ownCommand }: CommandContext): Promise<string> {
  const beginning = text.trim().toLowerCase();
  if (beginning.length >= uuidLength || !/^[\da-f-]*$/.test(beginning)) return beginning;
  if (beginning.length < leastCharacters) {
    throw new Error(
      `Give at least ${leastCharacters} characters of the id of a scan. \`${ownCommand("jobs")}\` lists them.`,
    );
  }
  const found: JobJson[] = [];
  for await (const job of allScans(client)) if (job.job_id.startsWith(beginning)) found.push(job);
  const [only, ...others] = found;
  if (only === undefined)
    throw new Error(`No scan has an id that starts with ${text}. \`${ownCommand("jobs")}\` lists them.`);
  if (others.length === 0) return only.job_id;
  throw new Error(`Several scans have an id that starts with ${text}:\n${list(found)}\nGive more characters.`);
}

/**
 * The id of the only scan that has not ended.
 *
 * @throws Error when there is none, or more than one
 */
export async function findOnlyActiveScan(client: ApiClient, { ownCommand }: CommandContext): Promise<string> {
  const found: JobJson[] = [];
  for await (const job of allScans(client, "pending,running")) found.push(job);
  const [only, ...others] = found;
  if (only === undefined) throw new Error("No scan is running or waiting.");
  if (others.length === 0) return only.job_id;
  throw new Error(
    `Several scans are running or waiting:\n${list(found)}\nName one: ${ownCommand("cancel", only.job_id.slice(0, shownLetters))}`,
  );
}

async function* allScans(client: ApiClient, status?: string): AsyncGenerator<JobJson, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await client.jobs({ limit: pageSize, cursor, status });
    yield* page.jobs;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

function list(jobs: readonly JobJson[]): string {
  return jobs.map((job) => `  ${job.job_id}  ${subjectOf(job)}`).join("\n");
}
