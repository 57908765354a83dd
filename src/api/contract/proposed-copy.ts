import type { DuplicateVideoJson } from "./duplicates.ts";

/**
 * Why a file is proposed: it is the oldest, or of the oldest the one that was added first, or of those the first by
 * path.
 */
export type ProposalReason = "oldest" | "added" | "path";

export interface ProposedCopy {
  readonly one: DuplicateVideoJson;
  readonly reason: ProposalReason;
}

/**
 * The file that stays unless a person chooses another one: the oldest is most likely the original. The page and the
 * terminal propose by this rule.
 *
 * @returns null if there are no videos
 */
export function proposedCopy(videos: readonly DuplicateVideoJson[]): ProposedCopy | null {
  const [one, ...rest] = videos.toSorted(byAge);
  if (one === undefined) return null;
  // Hard links are of one age.
  const next = rest.find(({ copy }) => copy !== one.copy);
  return { one, reason: next === undefined ? "path" : reasonFor(one, next) };
}

function reasonFor({ video: one }: DuplicateVideoJson, { video: next }: DuplicateVideoJson): ProposalReason {
  if (one.modified_at !== next.modified_at) return "oldest";
  return one.created_at === next.created_at ? "path" : "added";
}

function byAge({ video: one }: DuplicateVideoJson, { video: other }: DuplicateVideoJson): number {
  return (
    Date.parse(one.modified_at) - Date.parse(other.modified_at) ||
    Date.parse(one.created_at) - Date.parse(other.created_at) ||
    (one.path < other.path ? -1 : 1)
  );
}
