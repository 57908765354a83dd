import { IconFolder } from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import type { DirectoriesJson } from "../../../src/api/contract/directories.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText } from "../texts/visible-text.tsx";
import classes from "./directory-browser.module.css";

export interface DirectoryListProps {
  readonly label: string;
  readonly directories: readonly DirectoriesJson["directories"][number][];
  readonly onEnter: (path: string) => void;
  readonly onUp: () => void;
  /** Called with a character that is typed while the list has the focus. */
  readonly onLetter: (letter: string) => void;
}

/** A list with one Tab stop. Arrow keys move through it, Enter or Right opens a directory, Backspace or Left goes up. */
export function DirectoryList({ label, directories, onEnter, onUp, onLetter }: DirectoryListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [chosen, setChosen] = useState(0);
  const current = Math.min(chosen, Math.max(0, directories.length - 1));

  const focus = (index: number) => {
    const to = Math.min(Math.max(index, 0), directories.length - 1);
    setChosen(to);
    buttonsIn(list.current)[to]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actionOf(event.key);
    if (act === null) return;
    event.preventDefault();
    act();
  };
  const actionOf = (key: string): (() => void) | null => {
    switch (key) {
      case "ArrowDown":
        return () => focus(current + 1);
      case "ArrowUp":
        return () => focus(current - 1);
      case "Home":
        return () => focus(0);
      case "End":
        return () => focus(directories.length - 1);
      case "ArrowRight":
        return () => {
          const directory = directories[current];
          if (directory !== undefined) onEnter(directory.path);
        };
      case "Backspace":
      case "ArrowLeft":
        return onUp;
      default:
        return key.length === 1 && key !== " " ? () => onLetter(key) : null;
    }
  };
  return (
    <ul ref={list} aria-label={label} className={classes["list"]}>
      {directories.map((directory, index) => (
        <li key={directory.path}>
          <button
            type="button"
            data-path={directory.path}
            tabIndex={index === current ? 0 : -1}
            className={classes["directory"]}
            onClick={() => onEnter(directory.path)}
            onFocus={() => setChosen(index)}
            onKeyDown={onKeyDown}
          >
            <IconFolder size={18} aria-hidden />
            <span className={classes["name"]}>
              <VisibleText text={directory.name} />
            </span>
            {directory.has_videos === true && (
              <span className={classes["badge"]}>{texts.directoryChoice.browser.videosInside}</span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}

function buttonsIn(list: HTMLUListElement | null): readonly HTMLButtonElement[] {
  return list === null ? [] : [...list.querySelectorAll("button")];
}
