import { ActionIcon } from "@mantine/core";
import { IconArrowUp, IconChevronRight, IconHome } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { DirectoriesJson } from "../../../src/api/contract.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText, visibleText } from "../texts/visible-text.tsx";
import { beginningWith, type Crumb, crumbsOf, parentOf } from "./browsed-path.ts";
import classes from "./directory-browser.module.css";
import { DirectoryList } from "./directory-list.tsx";
import { useDirectories } from "./use-directories.ts";

const words = texts.scanDialog.browser;

export interface DirectoryBrowserProps {
  /** The path that is being typed or has been chosen. */
  readonly path: string;
  /** Whether it is being typed. */
  readonly typed: boolean;
  /** A problem that is told elsewhere already. */
  readonly told: string | null;
  /** Called when another directory is gone to. */
  readonly onPath: (path: string) => void;
  /** Called with the path and the first letter of a name that is being typed in the list. */
  readonly onType: (directory: string, letter: string) => void;
}

/** The directories of the server's machine, by which a path can be chosen rather than typed. */
export function DirectoryBrowser({ path, typed, told, onPath, onType }: DirectoryBrowserProps) {
  const { listing, beginning, problem, roots } = useDirectories(path, { typed });
  const browser = useRef<HTMLElement>(null);
  const here = listing?.path ?? null;
  const shown = problem ?? here;
  /** What was shown when a list that had the focus was left: the next one is to get it. */
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
    <section
      ref={browser}
      className={classes["browser"]}
      aria-label={words.label}
      // Nothing to list, and nothing to say: no room for it either.
      data-empty={problem !== null && problem === told}
    >
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
      </div>
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
        {problem !== null ? (
          problem !== told && (
            <p role="alert" className={`${classes["note"]} ${classes["problem"]} path`}>
              {problem}
            </p>
          )
        ) : (
          <ListingNote listing={listing} beginning={beginning} shown={directories.length} />
        )}
      </div>
    </section>
  );
}

/** Of a list that was entered: its first directory, or the one that was left; of an empty one, the way back. */
function focusOn(browser: HTMLElement, left: string): void {
  const buttons = [...browser.querySelectorAll<HTMLElement>("[data-path]")];
  const button = buttons.find(({ dataset }) => dataset["path"] === left) ?? buttons[0];
  (button ?? browser.querySelector<HTMLElement>("[data-up]:enabled") ?? browser.querySelector("button"))?.focus();
}

function isUp({ key }: KeyboardEvent): boolean {
  return key === "Backspace" || key === "ArrowLeft";
}

/** The directory above; that of a root is the list of the roots, which has no path. */
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

/** Where names are so long that not all fit, the last ones say where this is. */
function showLast(crumb: HTMLLIElement | null): void {
  const list = crumb?.parentElement;
  if (list) list.scrollTop = list.scrollHeight;
}

/** How many of the last directories of a long way are shown. */
const lastShown = 3;

/** A long way without its middle; what stands for that leads to where it ends. */
function shortened(crumbs: readonly Crumb[]): readonly Crumb[] {
  const [first] = crumbs;
  const before = crumbs.at(-lastShown - 1);
  if (first === undefined || before === undefined || crumbs.length <= lastShown + 2) return crumbs;
  return [first, { ...before, name: words.between }, ...crumbs.slice(-lastShown)];
}
