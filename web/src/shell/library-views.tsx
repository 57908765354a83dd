import { Link, useLocation, useSearch } from "@tanstack/react-router";
import { texts } from "../texts/texts.ts";
import classes from "./library-views.module.css";

const words = texts.shell.views;

/** The pages that show the library, in the order of their links. */
const views = [
  { to: "/", name: words.videos },
  { to: "/folders", name: words.folders },
  { to: "/duplicates", name: words.duplicates },
] as const;

/** Whether the page in the address shows the library. */
export function useIsLibraryView(): boolean {
  return useLocation({ select: ({ pathname }) => views.some(({ to }) => to === pathname) });
}

/** Links between the pages that show the library. The chosen folder stays. */
export function LibraryViews() {
  const { path } = useSearch({ strict: false });
  return (
    <nav aria-label={words.label} className={classes["views"]}>
      {views.map(({ to, name }) => (
        <Link
          key={to}
          to={to}
          search={{ path }}
          className={classes["view"]}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
