import { Alert, Button, Checkbox, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconAlertTriangle, IconRadar } from "@tabler/icons-react";
import { type KeyboardEvent, type SubmitEvent, useRef, useState } from "react";
import { texts } from "../texts/texts.ts";
import { below } from "./browsed-path.ts";
import { DirectoryBrowser } from "./directory-browser.tsx";
import classes from "./scan-dialog.module.css";
import { type Idle, type Lost, pathOf, type StartProblem } from "./scan-dialog-state.ts";
import { useFocusOnArrival } from "./use-focus-on-arrival.ts";

const words = texts.scanDialog.form;

/** How long typing must rest before the browser follows it, in milliseconds. */
const typingMs = 150;

export interface ScanDraft {
  readonly path: string;
  readonly recursive: boolean;
}

export interface ScanFormProps {
  readonly draft: ScanDraft;
  readonly onDraft: (draft: ScanDraft) => void;
  readonly state: Idle | Lost;
  /** Called with the path to scan: what is around one that was typed or pasted is no part of it. */
  readonly onStart: (path: string) => void;
}

/** What to scan. */
export function ScanForm({ draft, onDraft, state, onStart }: ScanFormProps) {
  const { path, recursive } = draft;
  const problem = state.kind === "idle" ? state.problem : null;
  const input = useFocusOnArrival<HTMLInputElement>();
  const form = useRef<HTMLFormElement>(null);
  /** The path that was chosen rather than typed, which the browser follows at once. */
  const [chosen, setChosen] = useState(path);
  const [rested] = useDebouncedValue(path, typingMs);
  const [isPathMissing, setPathMissing] = useState(false);
  const [answered, setAnswered] = useState<StartProblem | null>(null);
  const isChosen = path === chosen;
  const isSelected = useRef(false);

  // Of what was chosen every character counts: a directory's name may end with a blank.
  const wanted = isChosen ? path : path.trim();
  const isHome = wanted.startsWith("~");
  const error = isHome
    ? words.home
    : isPathMissing
      ? words.pathNeeded
      : problem === answered || problem?.kind !== "refused"
        ? null
        : problem.message;

  const setPath = (next: string) => {
    onDraft({ path: next, recursive });
    setPathMissing(false);
    // Whatever was wrong, it was with the path before.
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
    if (wanted === "" || isHome) {
      setPathMissing(wanted === "");
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
          // The directory that was scanned last is an offer: whoever types or pastes another replaces it.
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
        told={error}
        onPath={choose}
        onType={type}
      />
      {state.kind === "lost" && <LostStart state={state} />}
      {problem?.kind === "not_begun" && problem !== answered && (
        <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={words.notBegunTitle} className="path">
          {words.notBegun(problem.path)}
        </Alert>
      )}
      <div className={classes["footer"]}>
        <Checkbox
          label={words.recursive}
          checked={recursive}
          onChange={(event) => onDraft({ path, recursive: event.currentTarget.checked })}
        />
        <div className={classes["buttons"]}>
          <Button type="submit" leftSection={<IconRadar size={18} aria-hidden />}>
            {words.start}
          </Button>
        </div>
      </div>
    </form>
  );
}

/** Where a path leads that is being typed; to where to begin while it is none. */
function browsed(typed: string): string {
  const path = typed.trim();
  return path.startsWith("~") ? "" : path;
}

/** What is known of a scan that may or may not have begun. */
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
