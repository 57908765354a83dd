import type { ScanBatch } from "../../scanning/scan-library.ts";
import { storableText } from "../storable-text.ts";
import type { CommitContext } from "./commit-context.ts";

type Found = ScanBatch["videos"][number];

/** The texts of the details of videos that are known, by the numbers of the videos. */
export async function knownDetails(
  { transaction, differences }: CommitContext,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (numbers.length === 0) return new Map();
  const rows = await transaction
    .selectFrom("video_details")
    .select(["number", "details"])
    .where((eb) => differences.isOneOf(eb.ref("number"), numbers))
    .execute();
  return new Map(rows.map(({ number, details }) => [number, details]));
}

/** @param videos by the ids of their rows, which the transaction has inserted */
export async function insertDetails(
  { transaction, differences }: CommitContext,
  videos: ReadonlyMap<string, Found>,
): Promise<void> {
  if (videos.size === 0) return;
  const rows = [...videos].map(([id, { facts }]) => ({ id, details: storableText(facts.details) }));
  await differences.insertDetails(transaction, rows);
}

/** @param videos that were known, each with the number of its row */
export async function rewriteDetails(
  { transaction, differences }: CommitContext,
  videos: readonly { readonly number: number; readonly video: Found }[],
): Promise<void> {
  if (videos.length === 0) return;
  const rows = videos.map(({ number, video }) => ({ number, details: storableText(video.facts.details) }));
  await differences
    .insertRows(transaction.insertInto("video_details"), rows)
    .onConflict((conflict) => conflict.column("number").doUpdateSet((eb) => ({ details: eb.ref("excluded.details") })))
    .execute();
}
