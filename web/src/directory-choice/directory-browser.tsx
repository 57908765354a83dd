import { ActionIcon } from "@mantine/core";
import { IconArrowUp, IconChevronRight, IconEye, IconEyeOff, IconHome, IconMovie } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { DirectoriesJson } from "../../../src/api/contract/directories.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText, visibleText } from "../texts/visible-text.tsx";
import { beginningWith, type Crumb, crumbsOf, parentOf } from "./browsed-path.ts";
import classes from "./directory-browser.module.css";
import { DirectoryList } from "./directory-list.tsx";
import { useDirectories } from "./use-directories.ts";

const words = texts.directoryChoice.browser;

export interface DirectoryBrowserProps {
  /** The path that is typed or chosen. */
  readonly path: string;
  /** Whether the path is being typed. */
  readonly typed: boolean;
  /** A problem that the form already shows. */
  readonly shownProblem: string | null;
  /** Called when a person opens another directory. */
  readonly onPath: (path: string) => void;
  /** Called with the directory and the first letter of a name typed in the list. */
  readonly onType: (directory: string, letter: string) => void;
}

/** The directories of the server's machine, to choose a path instead of typing it. */
export function DirectoryBrowser({ path, typed, shownProblem, onPath, onType }: DirectoryBrowserProps) {
  const [hidden, setHidden] = useState(false);
  const { listing, beginning, problem, roots } = useDirectories(path, { typed, hidden });
  const browser = useRef<HTMLElement>(null);
  const here = listing?.path ?? null;
  const shown = problem ?? here;
  /** Set when a list with the focus is left: the next list gets the focus. */
  const left = useRef<{ readonly from: string; readonly shown: string | null }>(null);
  const parent = listing === undefined ? parentOf(path) : aboveListing(listing, roots);
  const goFromList = (to: string | null) => {
    if (to === null) return;
    left.current = { from: here ?? path, shown };
    onPath(to);
  };
  const goUp = () => goFromList(parent);
  useEffect(() => {
    if (left.current === null || browser.current === null || left.current.shown === shown) return;
    focusOn(browser.current, left.current.from);
    left.current = null;
  }, [shown]);
  const directories = listing === undefined ? [] : beginningWith(listing.directories, beginning);
  return (
    <section ref={browser} className={classes["browser"]} aria-label={words.label}>
      <div className={classes["where"]}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          aria-label={roots.length > 0 ? words.allowed : words.home}
          onClick={() => onPath("")}
        >
          <IconHome size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          aria-label={words.up}
          disabled={parent === null}
          onClick={() => parent !== null && onPath(parent)}
          onKeyDown={(event: KeyboardEvent) => isUp(event) && goUp()}
          data-up
        >
          <IconArrowUp size={18} aria-hidden />
        </ActionIcon>
        {here !== null && <Crumbs path={here} roots={roots} onPath={onPath} />}
        <ActionIcon
          variant={hidden ? "light" : "subtle"}
          color="gray"
          size={32}
          aria-label={words.hidden}
          aria-pressed={hidden}
          title={words.hidden}
          onClick={() => setHidden(!hidden)}
          className={classes["hidden"]}
        >
          {hidden ? <IconEye size={18} aria-hidden /> : <IconEyeOff size={18} aria-hidden />}
        </ActionIcon>
      </div>
      {problem !== null && problem !== shownProblem && (
        <p role="alert" className={`${classes["note"]} ${classes["problem"]} path`}>
          {problem}
        </p>
      )}
      {problem === null && listing?.has_videos === true && (
        <p className={`${classes["note"]} ${classes["videos"]}`}>
          <IconMovie size={18} aria-hidden />
          {words.hasVideos}
        </p>
      )}
      <div className={classes["scroller"]}>
        {directories.length > 0 && (
          <DirectoryList
            key={here ?? path}
            label={here === null ? words.roots : words.listOf(here)}
            directories={directories}
            onEnter={goFromList}
            onUp={goUp}
            onLetter={(letter) => here !== null && onType(here, letter)}
          />
        )}
        {(problem === null || listing !== undefined) && (
          <ListingNote listing={listing} beginning={beginning} shown={directories.length} />
        )}
      </div>
    </section>
  );
}

/** Focuses the directory that was left, or else the first one. In an empty directory, focuses the button *Up*. */
function focusOn(browser: HTMLElement, left: string): void {
  const buttons = [...browser.querySelectorAll<HTMLElement>("[data-path]")];
  const button = buttons.find(({ dataset }) => dataset["path"] === left) ?? buttons[0];
  (button ?? browser.querySelector<HTMLElement>("[data-up]:enabled") ?? browser.querySelector("button"))?.focus();
}

function isUp({ key }: KeyboardEvent): boolean {
  return key === "Backspace" || key === "ArrowLeft";
}

/** The directory above. Above a root is the list of roots, whose path is empty. */
function aboveListing({ path, parent }: DirectoriesJson, roots: readonly string[]): string | null {
  if (path === null) return null;
  return parent ?? (roots.length > 0 ? "" : null);
}

function ListingNote({
  listing,
  beginning,
  shown,
}: {
  readonly listing: DirectoriesJson | undefined;
  readonly beginning: string;
  readonly shown: number;
}) {
  if (listing === undefined) return <p className={classes["note"]}>{words.loading}</p>;
  const { directories, total } = listing;
  return (
    <>
      {shown === 0 && <p className={classes["note"]}>{beginning === "" ? words.empty : words.noMatch(beginning)}</p>}
      {total > directories.length && <p className={classes["note"]}>{words.firstOf(directories.length, total)}</p>}
    </>
  );
}

function Crumbs({
  path,
  roots,
  onPath,
}: {
  readonly path: string;
  readonly roots: readonly string[];
  readonly onPath: (path: string) => void;
}) {
  const crumbs = crumbsOf(path, roots);
  return (
    <nav aria-label={words.crumbs}>
      <ol className={classes["crumbs"]}>
        {shortened(crumbs).map((crumb, index, shown) => (
          <li key={crumb.path} {...(index === shown.length - 1 && { ref: showLast })}>
            {index > 0 && <IconChevronRight size={14} aria-hidden />}
            <button
              type="button"
              className={classes["crumb"]}
              title={visibleText(crumb.path)}
              onClick={() => onPath(crumb.path)}
              {...(crumb.name === words.between && { "aria-label": visibleText(crumb.path) })}
              {...(index === shown.length - 1 && { "aria-current": "location" as const })}
            >
              <VisibleText text={crumb.name} />
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** If not all names fit, the last ones are shown. */
function showLast(crumb: HTMLLIElement | null): void {
  const list = crumb?.parentElement;
  if (list) list.scrollTop = list.scrollHeight;
}

/** The number of last directories that a long path keeps. */
const lastShown = 3;

/** A long path without its middle. The crumb in its place leads to the last directory left out. */
function shortened(crumbs: readonly Crumb[]): readonly Crumb[] {
  const [first] = crumbs;
  const before = crumbs.at(-lastShown - 1);
  if (first === undefined || before === undefined || crumbs.length <= lastShown + 2) return crumbs;
  return [first, { ...before, name: words.between }, ...crumbs.slice(-lastShown)];
}
