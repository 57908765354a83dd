/** Reads a library in Postgres beside the program, to check the answers of the program. */
import { deepStrictEqual } from "node:assert";
import type { Rows } from "../library-rows.ts";
import { videosWithPaths } from "../store/videos-with-paths.ts";
import { connect } from "./postgres-server.ts";

interface CountsAndRows {
  readonly counted: Rows & { readonly job: string };
  readonly rows: Rows & { readonly job: string };
}

/** One statement reads one moment of the database. */
const countsAndRows = `
  select id, counts,
    (select count(*) from videos where job_id = jobs.id) as videos,
    (select count(*) from scan_errors where job_id = jobs.id) as errors,
    (select count(*) from video_checks where job_id = jobs.id) as checked,
    (select count(*) from videos where missing_job_id = jobs.id) as missing
  from jobs where $1::text is null or id = $1`;

interface Row {
  readonly id: string;
  readonly counts: string;
  readonly videos: number;
  readonly errors: number;
  readonly checked: number;
  readonly missing: number;
}

interface RootsAndRemovals {
  readonly roots: readonly string[];
  readonly removals: readonly string[];
}

/** The same as `openLibrary` for SQLite. */
export function openPostgresLibrary(url: string) {
  const connecting = connect(url);
  connecting.catch(() => {});
  const read = async (jobId: string | null): Promise<readonly CountsAndRows[]> => {
    const { rows } = await (await connecting).query<Row>(countsAndRows, [jobId]);
    return rows.map(({ id: job, counts, videos: written, errors, missing, checked }) => {
      const {
        new: added = 0,
        updated = 0,
        moved = 0,
        error_count = 0,
        missing: gone = 0,
        checked: decoded = 0,
      } = JSON.parse(counts) as Record<string, number>;
      return {
        counted: { job, written: added + updated + moved, errors: error_count, missing: gone, checked: decoded },
        rows: { job, written, errors, missing, checked },
      };
    });
  };
  const countsAndRowsOf = async (jobId: string): Promise<CountsAndRows> => {
    const [one] = await read(jobId);
    if (one === undefined) throw new Error(`There is no job ${jobId}`);
    return one;
  };
  return {
    countsAndRowsOf,
    rowsOf: async (jobId: string): Promise<Rows> => {
      const { job: _, ...rows } = (await countsAndRowsOf(jobId)).rows;
      return rows;
    },
    paths: async (): Promise<readonly string[]> => {
      const { rows } = await (await connecting).query<{ path: string }>(
        `select path from ${videosWithPaths} order by path`,
      );
      return rows.map(({ path }) => path);
    },
    /** Compares the counts of every job with the rows that it wrote, at one moment of the database. */
    expectCountsToEqualRows: async (): Promise<void> => {
      for (const { counted, rows } of await read(null)) deepStrictEqual(counted, rows);
    },
    /** The videos that all jobs have counted as forgotten or as left out, and the videos that are left, at one moment of the database. */
    forgottenAndLeft: async () => {
      const { rows } = await (await connecting).query<{ forgotten: number; left: number }>(`
        select (
            select coalesce(sum(coalesce(counts::json ->> 'forgotten', counts::json ->> 'excluded', '0')::bigint), 0)::bigint
            from jobs
          ) as forgotten,
          (select count(*) from videos) as left`);
      return rows[0] ?? { forgotten: 0, left: 0 };
    },
    /** The paths of the directories of the library, and the jobs that have yet to forget videos, at one moment of the database. */
    rootsAndRemovals: async (): Promise<RootsAndRemovals> => {
      const { rows } = await (await connecting).query<RootsAndRemovals>(`
        select array(select path from roots order by path) as roots,
          array(select id from jobs where type = 'forget' and status in ('pending', 'running')) as removals`);
      return rows[0] ?? { roots: [], removals: [] };
    },
    close: async (): Promise<void> => (await connecting).end(),
  };
}
