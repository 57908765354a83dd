import { Link, useLocation, useSearch } from "@tanstack/react-router";
import { readLibrarySearch } from "../library/library-search.ts";
import { filtersIn } from "../statistics/statistics-search.ts";
import { texts } from "../texts/texts.ts";
import classes from "./library-views.module.css";

const words = texts.shell.views;

/** The pages that show the library, in the order of their links. */
const views = [
  { to: "/", name: words.videos },
  { to: "/folders", name: words.folders },
  { to: "/duplicates", name: words.duplicates },
  { to: "/statistics", name: words.statistics },
] as const;

/** Whether the page in the address shows the library. */
export function useIsLibraryView(): boolean {
  return useLocation({ select: ({ pathname }) => views.some(({ to }) => to === pathname) });
}

/** Links between the pages that show the library. The chosen folder stays, and so do all filters where both have them. */
export function LibraryViews() {
  const { path } = useSearch({ strict: false });
  const { pathname, search } = useLocation();
  const filters =
    pathname === "/" || pathname === "/statistics" ? filtersIn(readLibrarySearch({ ...search })) : { path };
  return (
    <nav aria-label={words.label} className={classes["views"]}>
      {views.map(({ to, name }) => (
        <Link
          key={to}
          to={to}
          search={to === "/statistics" || (to === "/" && pathname === "/statistics") ? filters : { path }}
          className={classes["view"]}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
