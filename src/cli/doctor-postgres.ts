/** What `gleaner doctor` says of a library on Postgres. */
import type { WorkerJson } from "../api/contract/workers.ts";
import type { Config } from "../config.ts";
import { inspectSharing } from "../server/chunks.ts";
import type { Finding } from "./doctor-finding.ts";
import { printable } from "./printable.ts";

/** @throws StoreError */
export async function inspectDatabase(config: Config & { readonly databaseUrl: string }): Promise<Finding> {
  const { databaseUrl, databaseDirectUrl } = config;
  const { version, hasTrigrams, warning } = await inspectSharing({ databaseUrl, databaseDirectUrl });
  const search = hasTrigrams
    ? "searches use an index of trigrams"
    : "searches use no index, because pg_trgm was missing when the library was made";
  const cancels = warning ?? "Cancels by other machines are heard at once.";
  return { ok: warning === null, about: "postgres", detail: `version ${version}, and ${search}. ${cancels}` };
}

/** @param workers of a library on Postgres */
export function workerFindings(workers: readonly WorkerJson[]): readonly Finding[] {
  const alive = workers.filter(({ state }) => state !== "silent");
  const silent = workers.length - alive.length;
  const also = silent === 0 ? "" : `; ${silent} gave no sign of life for ten seconds or longer`;
  return [
    { ok: true, about: "workers", detail: `${alive.length === 0 ? "none" : alive.length} alive${also}` },
    ...alive.flatMap(({ host, pid, leaves, problems }) => {
      const told = leaves.map(({ directory, problem }) => `leaves ${directory} to others: ${problem}`);
      const said =
        told.length > 0 ? told : problems.map((problem) => `had a problem in the last ten minutes: ${problem}`);
      return said.map((text) => ({
        ok: false,
        about: "workers",
        detail: printable(`${host}, process ${pid}, ${text}`),
      }));
    }),
  ];
}
