import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useApi } from "../api/use-api.ts";
import { timeOf } from "../live/job-state.ts";
import { ShortenedPath } from "../paths/shortened-path.tsx";
import { timeText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import classes from "./filter-chips.module.css";
import { type LibrarySearch, noFilters } from "./library-search.ts";
import { scanOptions } from "./scan-query.ts";

const words = texts.library.chips;

export interface FilterChipsProps {
  readonly search: LibrarySearch;
  readonly onChange: (changes: LibrarySearch) => void;
}

/** The active filters. A press removes one. */
export function FilterChips({ search, onChange }: FilterChipsProps) {
  const { q, path, codec, resolution, missing, suspect, broken, job } = search;
  const { toolbar, resolutions } = texts.library;
  const remove = (name: keyof LibrarySearch) => onChange({ [name]: undefined });
  const chips = [
    q !== undefined && <Chip key="q" text={words.search(q)} onRemove={() => remove("q")} />,
    path !== undefined && (
      <Chip key="path" text={words.path(path)} onRemove={() => remove("path")}>
        <span className={classes["directory"]}>
          {words.in} <ShortenedPath path={path} />
        </span>
      </Chip>
    ),
    codec !== undefined && <Chip key="codec" text={words.codec(codec)} onRemove={() => remove("codec")} />,
    resolution !== undefined && (
      <Chip key="resolution" text={resolutions[resolution]} onRemove={() => remove("resolution")} />
    ),
    missing !== undefined && !(missing && job !== undefined) && (
      <Chip key="missing" text={missing ? toolbar.missingOnly : toolbar.present} onRemove={() => remove("missing")} />
    ),
    broken === true && <Chip key="broken" text={toolbar.broken} onRemove={() => remove("broken")} />,
    suspect !== undefined && <Chip key="suspect" text={toolbar.suspects[suspect]} onRemove={() => remove("suspect")} />,
    job !== undefined && (
      <JobChip
        key="job"
        jobId={job}
        isMissing={missing === true}
        // One chip stands for both filters.
        onRemove={() => onChange(missing === true ? { job: undefined, missing: undefined } : { job: undefined })}
      />
    ),
  ].filter((chip) => chip !== false);
  if (chips.length === 0) return null;
  return (
    <ul className={classes["chips"]} aria-label={words.label}>
      {chips}
      <li className={classes["item"]}>
        <button type="button" className={classes["clear"]} onClick={() => onChange(noFilters)}>
          {words.clear}
        </button>
      </li>
    </ul>
  );
}

interface JobChipProps {
  readonly jobId: string;
  /** Whether the list has the videos that the scan marked missing, rather than those it found. */
  readonly isMissing: boolean;
  readonly onRemove: () => void;
}

function JobChip({ jobId, isMissing, onRemove }: JobChipProps) {
  const { data: job } = useQuery(scanOptions(useApi(), jobId));
  const text =
    job === undefined
      ? isMissing
        ? words.missingByUnknownJob
        : words.unknownJob
      : (isMissing ? words.missingByJob : words.job)(job.payload.path, timeText(timeOf(job)));
  return <Chip text={text} onRemove={onRemove} />;
}

interface ChipProps {
  readonly text: string;
  readonly onRemove: () => void;
  /** What is shown instead of the text. */
  readonly children?: ReactNode;
}

function Chip({ text, onRemove, children }: ChipProps) {
  return (
    <li className={classes["item"]}>
      <button type="button" className={classes["chip"]} aria-label={words.remove(text)} title={text} onClick={onRemove}>
        {children ?? <span className={classes["text"]}>{text}</span>}
        <IconX size={14} aria-hidden />
      </button>
    </li>
  );
}
