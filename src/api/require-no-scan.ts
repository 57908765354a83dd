import { isWithin } from "../files/is-within.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import { scanJobType } from "../scanning/scan-payload.ts";
import { ApiError } from "./error-codes.ts";

/** @throws ApiError `SCAN_ACTIVE` if the directory, or one in it, is being scanned or waits for it */
export async function requireNoScanIn(directory: string, queue: Pick<AsyncJobQueue, "list">): Promise<void> {
  let cursor: string | null = null;
  do {
    const page = await queue.list({
      statuses: ["pending", "running"],
      limit: 100,
      ...(cursor !== null && { cursor }),
    });
    for (const { id, type, status, payload } of page.jobs) {
      const { path } = payload;
      if (type !== scanJobType || typeof path !== "string" || !isWithin(path, directory)) continue;
      const doing = status === "running" ? "is being scanned" : "waits for its scan";
      const message = `${path} ${doing}. Cancel this scan first: ${id}. Nothing has changed.`;
      throw new ApiError("SCAN_ACTIVE", message);
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}
