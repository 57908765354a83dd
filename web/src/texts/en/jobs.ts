import type { JobKind } from "../../live/job-kind.ts";
import { counted } from "./counted.ts";

/** Jobs of several kinds together. */
export const jobs = {
  /** The file in hand, and how far the job is in it, as the server says it: `/films/a.mkv at 42 %`. */
  inHand: (activity: string) => activity,
  /** Such as `2 scans and 1 removal`. */
  counted: (kinds: readonly JobKind[]) => {
    const of = (kind: JobKind) => kinds.filter((each) => each === kind).length;
    const parts = (["scan", "removal", "check", "comparison"] as const)
      .filter((kind) => of(kind) > 0)
      .map((kind) => counted(of(kind), kind, `${kind}s`));
    const last = parts.at(-1) ?? "";
    return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
  },
  /** Such as `scans`, or a word for all if they differ. */
  plural: (kinds: readonly JobKind[], mixed: string) => {
    const [first, ...others] = new Set(kinds);
    return first === undefined || others.length > 0 ? mixed : `${first}s`;
  },
} as const;
