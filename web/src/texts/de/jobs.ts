import type { JobKind } from "../../live/job-kind.ts";
import type { LanguageTexts } from "../language-texts.ts";
import { counted } from "./counted.ts";

/** The noun of a kind of job, alone and with its article at the beginning of a sentence. */
export const jobNouns = {
  scan: { one: "Scan", many: "Scans", the: "Der Scan", aLater: "einem späteren Scan", this: "diesen Scan" },
  removal: {
    one: "Bereinigung",
    many: "Bereinigungen",
    the: "Die Bereinigung",
    aLater: "einer späteren Bereinigung",
    this: "diese Bereinigung",
  },
  check: {
    one: "Prüfung",
    many: "Prüfungen",
    the: "Die Prüfung",
    aLater: "einer späteren Prüfung",
    this: "diese Prüfung",
  },
  comparison: {
    one: "Vergleich",
    many: "Vergleiche",
    the: "Der Vergleich",
    aLater: "einem späteren Vergleich",
    this: "diesen Vergleich",
  },
} as const satisfies Record<JobKind, object>;

export const jobs: LanguageTexts["jobs"] = {
  inHand: (activity) => activity.replace(/ at (\d+ %|\d+:[\d:]+)$/, " bei $1"),
  counted: (kinds) => {
    const of = (kind: JobKind) => kinds.filter((each) => each === kind).length;
    const parts = (["scan", "removal", "check", "comparison"] as const)
      .filter((kind) => of(kind) > 0)
      .map((kind) => counted(of(kind), jobNouns[kind].one, jobNouns[kind].many));
    const last = parts.at(-1) ?? "";
    return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} und ${last}`;
  },
  plural: (kinds, mixed) => {
    const [first, ...others] = new Set(kinds);
    return first === undefined || others.length > 0 ? mixed : jobNouns[first].many;
  },
};
