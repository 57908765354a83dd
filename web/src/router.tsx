/**
 * The pages and their addresses. What a person has chosen to see is in the address: it can be sent, kept, and survives
 * a reload. So does the scan dialog, which lies over any page: `?scan=new`, or `?scan=<job id>`.
 */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { LibraryPage } from "./library/library-page.tsx";
import { readLibrarySearch } from "./library/library-search.ts";
import { readScansSearch } from "./scans/scans-search.ts";
import { PageFailed } from "./shell/page-failed.tsx";
import { PageNotFound } from "./shell/page-not-found.tsx";
import { PageShell } from "./shell/page-shell.tsx";

export interface RootSearch {
  /** `new`, or the id of the job that the scan dialog shows; missing while it is closed. */
  readonly scan?: string | undefined;
}

const rootRoute = createRootRoute({
  validateSearch: ({ scan }: Record<string, unknown>): RootSearch =>
    typeof scan === "string" && scan !== "" ? { scan } : {},
  component: PageShell,
  notFoundComponent: PageNotFound,
});

const libraryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  validateSearch: readLibrarySearch,
  component: LibraryPage,
});

const loadScansPage = () => import("./scans/scans-page.tsx");
const loadScanPage = () => import("./scans/scan-page.tsx");

/** Fetches what the first page did not need, so that going on works without the server too. */
export function preloadPages(): void {
  // Where it fails, the page is fetched when somebody goes there.
  Promise.all([loadScansPage(), loadScanPage()]).catch(() => {});
}

const scansRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/scans",
  validateSearch: readScansSearch,
  component: lazyRouteComponent(loadScansPage, "ScansPage"),
});

const scanRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/scans/$jobId",
  component: lazyRouteComponent(loadScanPage, "ScanPage"),
});

export function createPageRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([libraryRoute, scansRoute, scanRoute]),
    defaultErrorComponent: PageFailed,
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
