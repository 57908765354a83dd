import type { CountsJson } from "../../../src/api/contract.ts";
import { countText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import classes from "./scan-dialog.module.css";

const words = texts.scanDialog.counts;

/** What a scan has found, counting up. */
export function ScanCounts({ counts }: { readonly counts: CountsJson | null }) {
  const shown = [
    [words.new, counts?.new ?? 0, ""],
    [words.updated, counts?.updated ?? 0, ""],
    [words.unchanged, counts?.skipped ?? 0, ""],
    [words.missing, counts?.missing ?? 0, classes["warning"]],
    [words.errors, counts?.error_count ?? 0, classes["danger"]],
  ] as const;
  return (
    <dl className={classes["counts"]} aria-label={words.label}>
      {shown.map(([name, count, colour]) => (
        <div key={name} className={classes["count"]}>
          <dt>{name}</dt>
          <dd className={`digits ${count > 0 ? colour : ""}`}>{countText(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
