/**
 * The pages and their addresses. The address holds everything that a person chose to see, so it can be sent, kept and
 * reloaded. It holds the scan dialog too, which lies above any page: `?scan=new`, or `?scan=<job id>`.
 */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { basePath } from "./base-path.ts";
import { readDuplicateSearch } from "./duplicates/duplicate-search.ts";
import { readFolderSearch } from "./folders/folder-search.ts";
import { loadFilterPanel } from "./library/filters/filters-of-list.tsx";
import { LibraryPage } from "./library/library-page.tsx";
import { readLibrarySearch } from "./library/library-search.ts";
import { readScansSearch } from "./scans/scans-search.ts";
import { parseSearch, stringifySearch } from "./search-in-address.ts";
import { PageFailed } from "./shell/page-failed.tsx";
import { PageNotFound } from "./shell/page-not-found.tsx";
import { PageShell } from "./shell/page-shell.tsx";
import { readStatisticsSearch } from "./statistics/statistics-search.ts";

export interface RootSearch {
  /** `new`, or the id of the job in the scan dialog; absent while the dialog is closed. */
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

const loadDirectoriesPage = () => import("./directories/directories-page.tsx");
const loadDuplicatesPage = () => import("./duplicates/duplicates-page.tsx");
const loadFoldersPage = () => import("./folders/folders-page.tsx");
const loadStatisticsPage = () => import("./statistics/statistics-page.tsx");
const loadSettingsPage = () => import("./settings/settings-page.tsx");
const loadScansPage = () => import("./scans/scans-page.tsx");
const loadScanPage = () => import("./scans/scan/scan-page.tsx");

/** Loads the code of the other pages and of the filters, so that they open without the server too. */
export function preloadPages(): void {
  // After a failure the code is loaded when the page is opened.
  Promise.all([
    loadFilterPanel(),
    loadFoldersPage(),
    loadDuplicatesPage(),
    loadStatisticsPage(),
    loadDirectoriesPage(),
    loadScansPage(),
    loadScanPage(),
    loadSettingsPage(),
  ]).catch(() => {});
}

const foldersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/folders",
  validateSearch: readFolderSearch,
  component: lazyRouteComponent(loadFoldersPage, "FoldersPage"),
});

const duplicatesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/duplicates",
  validateSearch: readDuplicateSearch,
  component: lazyRouteComponent(loadDuplicatesPage, "DuplicatesPage"),
});

const statisticsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/statistics",
  validateSearch: readStatisticsSearch,
  component: lazyRouteComponent(loadStatisticsPage, "StatisticsPage"),
});

const directoriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/directories",
  component: lazyRouteComponent(loadDirectoriesPage, "DirectoriesPage"),
});

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

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings",
  component: lazyRouteComponent(loadSettingsPage, "SettingsPage"),
});

export function createPageRouter() {
  return createRouter({
    basepath: basePath(),
    routeTree: rootRoute.addChildren([
      libraryRoute,
      foldersRoute,
      duplicatesRoute,
      statisticsRoute,
      directoriesRoute,
      scansRoute,
      scanRoute,
      settingsRoute,
    ]),
    parseSearch,
    stringifySearch,
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
