import { CloseButton, Kbd, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { texts } from "../texts/texts.ts";
import { longestText } from "./library-search.ts";
import classes from "./library-toolbar.module.css";

const words = texts.library.toolbar;

/** The pause in typing before a search starts, in milliseconds. */
const pauseMs = 200;

export interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A search field that searches while a person types. The key `/` focuses it from anywhere on the page. */
export function SearchField({ value, onChange }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  /** The text passed on that is not the value yet. Any other new value comes from elsewhere, such as the Back button. */
  const [underway, setUnderway] = useState<readonly string[]>([]);
  const [lastValue, setLastValue] = useState(value);
  if (value !== lastValue) {
    const own = underway.indexOf(value);
    setLastValue(value);
    setUnderway(own === -1 ? [] : underway.slice(own + 1));
    if (own === -1) setText(value);
  }
  const handedOn = underway.at(-1) ?? value;
  const handOn = (next: string) => {
    setUnderway([...underway, next]);
    onChange(next);
  };
  const latest = useRef(handOn);
  useEffect(() => {
    latest.current = handOn;
  });
  useEffect(() => {
    if (text === handedOn) return undefined;
    const timer = setTimeout(() => latest.current(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text, handedOn]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTakingKeys(event.target) || document.querySelector('[role="dialog"]') !== null) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  const set = (next: string) => {
    setText(next);
    if (next !== handedOn) handOn(next);
  };
  return (
    <TextInput
      ref={input}
      type="search"
      role="searchbox"
      className={classes["search"]}
      aria-label={words.search}
      aria-keyshortcuts="/"
      placeholder={words.searchShort}
      maxLength={longestText}
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") set(text);
        if (event.key === "Escape" && text !== "") set("");
      }}
      leftSection={<IconSearch size={18} aria-hidden />}
      rightSection={
        text === "" ? (
          <Kbd size="xs" visibleFrom="sm" aria-hidden>
            /
          </Kbd>
        ) : (
          <CloseButton
            size="sm"
            aria-label={words.clearSearch}
            onClick={() => {
              set("");
              input.current?.focus();
            }}
          />
        )
      }
    />
  );
}

function isTakingKeys(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
