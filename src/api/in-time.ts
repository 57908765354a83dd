import { within } from "../within.ts";

/**
 * The result of `work`, or NotInTime after `timeoutMs`. `work` itself goes on, and its rejection counts as handled.
 *
 * @param subject begins the error's message, such as "The disk"
 */
export async function inTime<T>(work: Promise<T>, timeoutMs: number, subject: string): Promise<T> {
  if (await within(timeoutMs, work)) return work;
  throw new NotInTime(`${subject} has not answered for ${Math.round(timeoutMs / 1000)} seconds.`);
}

export class NotInTime extends Error {
  override readonly name = "NotInTime";
  readonly code = "NOT_IN_TIME";
}
