import { useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { useActiveJobs } from "../live/use-jobs.ts";
import { percentText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";

const words = texts.shell;

/** Names the tab after the page, and says there how far a scan is that runs. */
export function usePageTitle(): void {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const progress = useActiveJobs()[0]?.progress ?? null;
  const page = path.startsWith("/scans") ? words.scans : words.library;
  const title = progress === null ? words.titles.page(page) : words.titles.scanning(percentText(progress), page);
  useEffect(() => {
    document.title = title;
  }, [title]);
}
