import { sql, type Transaction } from "kysely";
import { isWithin } from "../../files/is-within.ts";
import { hasEnded } from "../../jobs/job.ts";
import type { RemoveRootOutcome, RootId, ScanInRoot } from "../../library/library-roots.ts";
import { scanJobType } from "../../scanning/scan-payload.ts";
import { jobFromRow } from "../jobs/job-rows.ts";
import type { Tables } from "../schema.ts";
import { storableText } from "../storable-text.ts";

type Found = { readonly kind: "found"; readonly path: string } | Exclude<RemoveRootOutcome, { kind: "removed" }>;

/**
 * The root of an id, if no scan in it is active. The root stays so until the transaction ends: this is its first statement,
 * and whoever begins a scan waits for it, see `ForgetLibrary.forgetsAround`.
 */
export async function findRootToRemove(transaction: Transaction<Tables>, id: RootId): Promise<Found> {
  await raiseRevision(transaction);
  const root = await transaction.selectFrom("roots").select("path").where("id", "=", id).executeTakeFirst();
  if (root === undefined) return { kind: "unknown" };
  const scan = await activeScanIn(transaction, root.path);
  return scan === null ? { kind: "found", path: root.path } : { kind: "scanned", scan };
}

/** Removes a root, unless a scan in it is active. */
export async function removeRoot(transaction: Transaction<Tables>, id: RootId): Promise<RemoveRootOutcome> {
  const found = await findRootToRemove(transaction, id);
  if (found.kind !== "found") return found;
  await transaction.deleteFrom("roots").where("id", "=", id).execute();
  return { kind: "removed" };
}

/** The first statement of each change of roots: see `kyselyLibraryRoots`. */
export async function raiseRevision(transaction: Transaction<Tables>): Promise<void> {
  await transaction.updateTable("store_info").set({ roots_revision: sql`roots_revision + 1` }).execute();
}

async function activeScanIn(transaction: Transaction<Tables>, directory: string): Promise<ScanInRoot | null> {
  const rows = await transaction
    .selectFrom("jobs")
    .selectAll()
    .where("type", "=", scanJobType)
    .where("status", "in", ["pending", "running"])
    .orderBy("submission")
    .execute();
  for (const row of rows) {
    const job = jobFromRow(row);
    const { path } = job.payload;
    if (hasEnded(job) || typeof path !== "string" || !isWithin(storableText(path), directory)) continue;
    return { id: job.id, path, status: job.status };
  }
  return null;
}
