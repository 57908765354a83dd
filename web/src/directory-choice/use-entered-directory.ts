import { useState } from "react";
import { texts } from "../texts/texts.ts";
import { enteredPath, isFullPath } from "./entered-path.ts";

const words = texts.directoryChoice;

/** A directory that a person types or chooses. */
export interface EnteredDirectory {
  /** The text of the field. */
  readonly text: string;
  /** The path that the text stands for. */
  readonly path: string;
  /** Whether the path was chosen, rather than typed. A chosen path is exact: the name of a directory may end with a blank. */
  readonly isChosen: boolean;
  /** What is wrong with the text, for people; null: nothing, or nobody has asked for the path yet. */
  readonly error: string | null;
  type(text: string): void;
  choose(path: string): void;
  /** The full path; null if the text is none, which the error then says. */
  take(): string | null;
}

/** @param onText called with the next text of the field */
export function useEnteredDirectory(text: string, onText: (text: string) => void): EnteredDirectory {
  const [chosen, setChosen] = useState(text);
  const [isRefused, setRefused] = useState(false);
  const isChosen = text === chosen;
  const path = isChosen ? text : enteredPath(text);
  const type = (next: string) => {
    setRefused(false);
    onText(next);
  };
  return {
    text,
    path,
    isChosen,
    error: path.startsWith("~") ? words.home : !isRefused ? null : path === "" ? words.needed : words.notAbsolute,
    type,
    choose(next) {
      setChosen(next);
      type(next);
    },
    take() {
      if (isFullPath(path)) return path;
      setRefused(true);
      return null;
    },
  };
}
