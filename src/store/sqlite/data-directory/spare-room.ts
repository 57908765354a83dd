/**
 * A little room on the disk of the database, held by a file beside it. Once the disk is full that file is given up, so
 * that what is small and matters can still be written: that a job is cancelled, and how it ended.
 */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";

/** More than the end of several jobs takes, and little beside any library. */
const spareBytes = 256 * 1024;

/** @returns what gives the room up; where there was none to hold, it does nothing */
export async function holdSpareRoom(databasePath: string): Promise<() => void> {
  const file = `${databasePath}-spare`;
  const giveUp = () => rmSync(file, { force: true });
  try {
    // Random, as a file system may keep anything plainer in no room at all.
    await writeFile(file, randomBytes(spareBytes));
  } catch {
    giveUp();
  }
  return giveUp;
}
