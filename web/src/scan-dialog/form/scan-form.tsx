import { Alert, Button, Checkbox, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconAlertTriangle, IconRadar } from "@tabler/icons-react";
import { type KeyboardEvent, type SubmitEvent, useRef, useState } from "react";
import { type Idle, type Lost, pathOf, type ScanChoices, type StartProblem } from "../../scan-sessions/scan-state.ts";
import { texts } from "../../texts/texts.ts";
import classes from "../scan-dialog.module.css";
import { useFocusOnArrival } from "../use-focus-on-arrival.ts";
import { below } from "./browsed-path.ts";
import { DirectoryBrowser } from "./directory-browser.tsx";
import { enteredPath, isFullPath } from "./entered-path.ts";

const words = texts.scanDialog.form;

/** The pause in typing before the browser of directories follows, in milliseconds. */
const typingMs = 150;

export type ScanDraft = Required<ScanChoices>;

export const emptyDraft: ScanDraft = { path: "", recursive: true, retry_errors: false, full: false };

export interface ScanFormProps {
  readonly draft: ScanDraft;
  readonly onDraft: (draft: ScanDraft) => void;
  readonly state: Idle | Lost;
  /** Called with the path to scan. */
  readonly onStart: (path: string) => void;
}

/** The form for a new scan: its directory and its options. */
export function ScanForm({ draft, onDraft, state, onStart }: ScanFormProps) {
  const { path } = draft;
  const problem = state.kind === "idle" ? state.problem : null;
  const input = useFocusOnArrival<HTMLInputElement>();
  const form = useRef<HTMLFormElement>(null);
  /** The path chosen from the browser of directories, rather than typed. */
  const [chosen, setChosen] = useState(path);
  const [rested] = useDebouncedValue(path, typingMs);
  /** Whether the form was submitted with a text that is no full path. */
  const [isRefused, setRefused] = useState(false);
  const [answered, setAnswered] = useState<StartProblem | null>(null);
  const isChosen = path === chosen;
  const isSelected = useRef(false);

  // A chosen path is exact: the name of a directory may end with a blank.
  const wanted = isChosen ? path : enteredPath(path);
  const isHome = wanted.startsWith("~");
  const error = isHome
    ? words.home
    : isRefused
      ? wanted === ""
        ? words.pathNeeded
        : words.notAbsolute
      : problem === answered || problem?.kind !== "refused"
        ? null
        : problem.message;

  const setPath = (next: string) => {
    onDraft({ ...draft, path: next });
    setRefused(false);
    // The problem was about the old path.
    setAnswered(problem);
  };
  const choose = (next: string) => {
    setChosen(next);
    setPath(next);
  };
  const type = (directory: string, letter: string) => {
    setPath(below(directory, letter));
    input.current?.focus();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isFullPath(wanted)) {
      setRefused(!isHome);
      input.current?.focus();
    } else onStart(wanted);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    form.current?.querySelector<HTMLElement>("ul [tabindex='0']")?.focus();
  };

  return (
    <form ref={form} onSubmit={submit} className={classes["view"]} noValidate>
      <TextInput
        ref={input}
        data-autofocus
        label={words.path}
        description={words.pathHint}
        placeholder={words.placeholder}
        value={path}
        onChange={(event) => setPath(event.currentTarget.value)}
        onFocus={({ currentTarget }) => {
          // The directory scanned last is selected, so typing or pasting replaces it.
          if (!isSelected.current && isChosen && problem === null) currentTarget.select();
          isSelected.current = true;
        }}
        onKeyDown={onKeyDown}
        error={error}
        errorProps={{ className: "path" }}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
      />
      <DirectoryBrowser
        path={isChosen ? path : browsed(rested)}
        typed={!isChosen}
        shownProblem={error}
        onPath={choose}
        onType={type}
      />
      {state.kind === "lost" && <LostStart state={state} />}
      {problem?.kind === "not_begun" && problem !== answered && (
        <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={words.notBegunTitle} className="path">
          {words.notBegun(problem.path)}
        </Alert>
      )}
      <div className={classes["options"]}>
        <Checkbox
          label={words.recursive}
          checked={draft.recursive}
          onChange={(event) => onDraft({ ...draft, recursive: event.currentTarget.checked })}
        />
        <MoreOptions draft={draft} onDraft={onDraft} />
      </div>
      <div className={classes["footer"]}>
        <div className={classes["buttons"]}>
          <Button type="submit" leftSection={<IconRadar size={18} aria-hidden />}>
            {words.start}
          </Button>
        </div>
      </div>
    </form>
  );
}

/** Rarely used options, shown on request. */
function MoreOptions({ draft, onDraft }: Pick<ScanFormProps, "draft" | "onDraft">) {
  // Options chosen before are shown.
  const [isOpen, setOpen] = useState(draft.retry_errors || draft.full);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes["more"]}>{words.more}</summary>
      {isOpen && (
        <div className={`${classes["options"]} ${classes["shown"]}`}>
          <Checkbox
            label={words.retryErrors}
            description={words.retryErrorsHint}
            // A full scan reads all files again.
            checked={draft.retry_errors || draft.full}
            disabled={draft.full}
            onChange={(event) => onDraft({ ...draft, retry_errors: event.currentTarget.checked })}
          />
          <Checkbox
            label={words.full}
            description={words.fullHint}
            checked={draft.full}
            onChange={(event) => onDraft({ ...draft, full: event.currentTarget.checked })}
          />
        </div>
      )}
    </details>
  );
}

/** The directory to show for a typed text; empty: the first one. */
function browsed(typed: string): string {
  const path = enteredPath(typed);
  return path.startsWith("~") ? "" : path;
}

/** Says that a scan may or may not have started. */
function LostStart({ state }: { readonly state: Lost }) {
  const path = pathOf(state.request);
  return (
    <Alert
      color="orange"
      icon={<IconAlertTriangle aria-hidden />}
      title={state.cancelWanted ? words.lateTitle : words.lostTitle}
      className="path"
    >
      {state.cancelWanted ? words.late(path) : words.lost(path)}
    </Alert>
  );
}
