import { useLocation } from "@tanstack/react-router";
import { createContext, use, useCallback, useEffect, useState } from "react";
import { useActiveJobs } from "../live/use-jobs.ts";
import { percentText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";

const words = texts.shell;

/** Adds a name to the title of the tab, and returns the function that removes it. */
export type AddTitle = (name: string) => () => void;

export const AddTitleContext = createContext<AddTitle>(() => () => {});

/** Names the tab after what the component shows, for as long as it is shown. @param name null: no name yet */
export function useTitle(name: string | null): void {
  const add = use(AddTitleContext);
  useEffect(() => (name === null ? undefined : add(name)), [add, name]);
}

function pageAt(path: string): string {
  if (path.startsWith("/scans")) return words.scans;
  if (path.startsWith("/folders")) return texts.folders.title;
  return path.startsWith("/directories") ? words.directories : words.library;
}

/**
 * Sets the title of the tab: the progress of a running scan, then the name added last, or else the page.
 *
 * @returns the value for `AddTitleContext`
 */
export function usePageTitle(): AddTitle {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const progress = useActiveJobs()[0]?.progress ?? null;
  const [names, setNames] = useState<readonly { readonly name: string }[]>([]);
  const page = names.at(-1)?.name ?? pageAt(path);
  const title = progress === null ? words.titles.page(page) : words.titles.scanning(percentText(progress), page);
  useEffect(() => {
    document.title = title;
  }, [title]);
  return useCallback((name) => {
    const added = { name };
    setNames((names) => [...names, added]);
    return () => setNames((names) => names.filter((other) => other !== added));
  }, []);
}
