/**
 * What the server says in English where a person reads it, with the values that it names. `web/src/texts/de/` has the same in
 * German; the type check refuses a language that lacks one. A test calls each of them.
 *
 * An id stays what it is once it has been released: libraries keep sentences. What a sentence says may change.
 */
import { englishOfCalls } from "./english-of-calls.ts";
import { englishOfFiles } from "./english-of-files.ts";
import { englishOfJobs } from "./english-of-jobs.ts";
import { englishOfPaths } from "./english-of-paths.ts";

export const english = { ...englishOfCalls, ...englishOfFiles, ...englishOfJobs, ...englishOfPaths } as const;
export type English = typeof english;
