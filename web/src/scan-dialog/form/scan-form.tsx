import { Alert, Button, Checkbox } from "@mantine/core";
import { IconAlertTriangle, IconRadar } from "@tabler/icons-react";
import { type SubmitEvent, useState } from "react";
import { useRoots } from "../../directories/use-roots.ts";
import { DirectoryField } from "../../directory-choice/directory-field.tsx";
import { useEnteredDirectory } from "../../directory-choice/use-entered-directory.ts";
import { type Idle, type Lost, pathOf, type ScanChoices, type StartProblem } from "../../scan-sessions/scan-state.ts";
import { texts } from "../../texts/texts.ts";
import classes from "../scan-dialog.module.css";
import { useFocusOnArrival } from "../use-focus-on-arrival.ts";
import { KnownDirectories, rootOf } from "./known-directories.tsx";

const words = texts.scanDialog.form;

export interface ScanDraft extends Required<Omit<ScanChoices, "recursive">> {
  /** Null: as a directory of the library is set, or else yes. */
  readonly recursive: boolean | null;
}

export const emptyDraft: ScanDraft = { path: "", recursive: null, retry_errors: false, full: false };

export interface ScanFormProps {
  readonly draft: ScanDraft;
  readonly onDraft: (draft: ScanDraft) => void;
  readonly state: Idle | Lost;
  readonly onStart: (choices: Required<ScanChoices>) => void;
}

/** The form for a new scan: its directory and its options. */
export function ScanForm({ draft, onDraft, state, onStart }: ScanFormProps) {
  const problem = state.kind === "idle" ? state.problem : null;
  const input = useFocusOnArrival<HTMLInputElement>();
  const [answered, setAnswered] = useState<StartProblem | null>(null);
  const shown = problem === answered ? null : problem;
  const directory = useEnteredDirectory(draft.path, (path) => {
    onDraft({ ...draft, path });
    // The problem was about the old path.
    setAnswered(problem);
  });
  const roots = useRoots().data?.roots ?? [];
  const recursive = draft.recursive ?? rootOf(directory.path, roots)?.recursive ?? true;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const path = directory.take();
    if (path === null) input.current?.focus();
    else onStart({ ...draft, path, recursive });
  };

  return (
    <form onSubmit={submit} className={classes["view"]} noValidate>
      <KnownDirectories
        roots={roots}
        path={directory.path}
        onChoose={(path) => {
          directory.choose(path);
          // Its settings apply.
          onDraft({ ...draft, path, recursive: null });
        }}
      />
      <DirectoryField directory={directory} refusal={shown?.kind === "refused" ? shown.message : null} input={input} />
      {state.kind === "lost" && <LostStart state={state} />}
      {shown?.kind === "not_begun" && (
        <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={words.notBegunTitle} className="path">
          {words.notBegun(shown.path)}
        </Alert>
      )}
      <div className={classes["options"]}>
        <Checkbox
          label={words.recursive}
          checked={recursive}
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
