import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type KeyboardEvent, type RefObject, useRef } from "react";
import { texts } from "../texts/texts.ts";
import { below } from "./browsed-path.ts";
import { DirectoryBrowser } from "./directory-browser.tsx";
import { enteredPath } from "./entered-path.ts";
import type { EnteredDirectory } from "./use-entered-directory.ts";

const words = texts.directoryChoice;

/** The pause in typing before the browser of directories follows, in milliseconds. */
const typingMs = 150;

export interface DirectoryFieldProps {
  readonly directory: EnteredDirectory;
  /** Why the server has refused the directory, for people; null if it has not. */
  readonly refusal: string | null;
  readonly input: RefObject<HTMLInputElement | null>;
}

/** A field for the path of a directory, and the browser of directories. */
export function DirectoryField({ directory, refusal, input }: DirectoryFieldProps) {
  const { text, isChosen } = directory;
  const [rested] = useDebouncedValue(text, typingMs);
  const isSelected = useRef(false);
  const error = directory.error ?? refusal;
  return (
    <>
      <TextInput
        ref={input}
        data-autofocus
        label={words.label}
        description={words.hint}
        placeholder={words.placeholder}
        value={text}
        onChange={(event) => directory.type(event.currentTarget.value)}
        onFocus={({ currentTarget }) => {
          // The directory of before is selected, so typing or pasting replaces it.
          if (!isSelected.current && isChosen && refusal === null) currentTarget.select();
          isSelected.current = true;
        }}
        onKeyDown={goToList}
        error={error}
        errorProps={{ className: "path" }}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
      />
      <DirectoryBrowser
        path={isChosen ? text : browsed(rested)}
        typed={!isChosen}
        shownProblem={error}
        onPath={directory.choose}
        onType={(above, letter) => {
          directory.type(below(above, letter));
          input.current?.focus();
        }}
      />
    </>
  );
}

/** The Down key leads to the list of directories. */
function goToList(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== "ArrowDown") return;
  event.preventDefault();
  event.currentTarget.form?.querySelector<HTMLElement>("ul [tabindex='0']")?.focus();
}

/** The directory to show for a typed text; empty: the first one. */
function browsed(typed: string): string {
  const path = enteredPath(typed);
  return path.startsWith("~") ? "" : path;
}
