import { videoExtensions, type WalkRules } from "../../src/scanning/walk/walk-rules.ts";

/** The rules that a server without settings gives to its scans. */
export const defaultWalkRules: WalkRules = {
  extensions: videoExtensions,
  followLinks: false,
  includeHidden: false,
  roots: [],
};
