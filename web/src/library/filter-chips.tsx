import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { VideoPropertyJson } from "../../../src/api/contract/video-filters.ts";
import { useApi } from "../api/use-api.ts";
import { timeOf } from "../live/job-state.ts";
import { ShortenedPath } from "../paths/shortened-path.tsx";
import { timeText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import classes from "./filter-chips.module.css";
import {
  isTime,
  type Measure,
  measureNames,
  measures,
  type NumberMeasure,
  properties,
  splitValues,
  type TimeMeasure,
  together,
  without,
} from "./filter-values.ts";
import { type LibrarySearch, noFilters } from "./library-search.ts";
import { scanOptions } from "./scan-query.ts";

const words = texts.library.chips;
const { filters } = texts;

export interface FilterChipsProps {
  readonly search: LibrarySearch;
  readonly onChange: (changes: LibrarySearch) => void;
}

/** The active filters in words. A press removes one. */
export function FilterChips({ search, onChange }: FilterChipsProps) {
  const { q, path, recursive, missing, broken, job } = search;
  const isDirect = recursive === false;
  const chips = [
    q !== undefined && <Chip key="q" text={words.search(q)} onRemove={() => onChange({ q: undefined })} />,
    path !== undefined && (
      <Chip
        key="path"
        text={isDirect ? words.directPath(path) : words.path(path)}
        onRemove={() => onChange({ path: undefined, recursive: undefined })}
      >
        <span className={classes["directory"]}>
          {isDirect ? words.directlyIn : words.in} <ShortenedPath path={path} />
        </span>
      </Chip>
    ),
    ...properties.flatMap((property) => valueChips(property, search, onChange)),
    ...measureNames.map((measure) => rangeChip(measure, search, onChange)),
    missing !== undefined && !(missing && job !== undefined) && (
      <Chip
        key="missing"
        text={missing ? filters.states.missing : filters.states.present}
        onRemove={() => onChange({ missing: undefined })}
      />
    ),
    broken !== undefined && (
      <Chip
        key="broken"
        text={broken ? filters.states.broken : filters.states.unbroken}
        onRemove={() => onChange({ broken: undefined })}
      />
    ),
    job !== undefined && (
      <JobChip
        key="job"
        jobId={job}
        isMissing={missing === true}
        // One chip stands for both filters.
        onRemove={() => onChange(missing === true ? { job: undefined, missing: undefined } : { job: undefined })}
      />
    ),
  ].filter((chip) => chip !== false && chip !== null);
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

/** One chip for the values of which videos shall have one, and one for each that they shall have or not have. */
function valueChips(property: VideoPropertyJson, search: LibrarySearch, onChange: FilterChipsProps["onChange"]) {
  const { wanted, required, unwanted } = splitValues(property, search[property] ?? []);
  const keep = (values: readonly string[]) => onChange({ [property]: values.length === 0 ? undefined : values });
  const remove = (value: string) => keep((search[property] ?? []).filter((each) => each !== value));
  return [
    wanted.length > 0 && (
      <Chip
        key={property}
        text={filters.wantedText(property, wanted)}
        onRemove={() => keep([...required.map(together), ...unwanted.map(without)])}
      />
    ),
    ...required.map((value) => (
      <Chip
        key={`${property} and ${value}`}
        text={filters.wantedText(property, [value])}
        onRemove={() => remove(together(value))}
      />
    )),
    ...unwanted.map((value) => (
      <Chip
        key={`${property} ${value}`}
        text={filters.unwantedText(property, value)}
        onRemove={() => remove(without(value))}
      />
    )),
  ];
}

function rangeChip(measure: Measure, search: LibrarySearch, onChange: FilterChipsProps["onChange"]) {
  const [least, most] = measures[measure];
  const text = isTime(measure) ? spanChipText(measure, search) : numbersChipText(measure, search);
  return (
    text !== null && (
      <Chip key={measure} text={text} onRemove={() => onChange({ [least]: undefined, [most]: undefined })} />
    )
  );
}

function spanChipText(measure: TimeMeasure, search: LibrarySearch): string | null {
  const [first, end] = measures[measure];
  const [after, before] = [search[first], search[end]];
  return after === undefined && before === undefined ? null : filters.chipOfSpan(measure, { after, before });
}

function numbersChipText(measure: NumberMeasure, search: LibrarySearch): string | null {
  const [least, most] = measures[measure];
  const [min, max] = [search[least], search[most]];
  return min === undefined && max === undefined ? null : filters.chipOfRange(measure, { min, max });
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
