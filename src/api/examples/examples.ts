import type { CallExamples } from "./call-example.ts";
import directories from "./directories.json" with { type: "json" };
import duplicates from "./duplicates.json" with { type: "json" };
import jobs from "./jobs.json" with { type: "json" };
import savedFilters from "./saved-filters.json" with { type: "json" };
import server from "./server.json" with { type: "json" };
import videos from "./videos.json" with { type: "json" };

/** The example of every call. CONTRIBUTING.md says how to add one. */
export const examples: CallExamples = { ...jobs, ...videos, ...duplicates, ...directories, ...savedFilters, ...server };
