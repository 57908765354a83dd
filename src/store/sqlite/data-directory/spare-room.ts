/**
 * Some room on the disk of the database, held by a file beside it. When the disk is full, the file is removed, so that
 * the small and important writes still succeed: that a job is cancelled, and how it ended.
 */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";

/** More than the end of several jobs takes, and little beside any library. */
const spareBytes = 256 * 1024;

/** @returns a function that gives the room up. It does nothing if there was no room to hold */
export async function holdSpareRoom(databasePath: string): Promise<() => void> {
  const file = `${databasePath}-spare`;
  const giveUp = () => rmSync(file, { force: true });
  try {
    // Random bytes, because some file systems compress others to nothing.
    await writeFile(file, randomBytes(spareBytes));
  } catch {
    giveUp();
  }
  return giveUp;
}
