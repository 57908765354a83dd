/**
 * How old the counts of facets, folders and directories may be in an answer while a scan runs, in milliseconds: to count may
 * need all videos, so the server gives an answer again for a while. After the end of a job, counts are new.
 */
export const oldestCountsMs = 10_000;
