/** The pages of scans as people use them, over the HTTP API of a real server. */

import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router";
import { vi } from "vitest";
import { type ApiClient, createApiClient } from "../../web/src/api/api-client.ts";
import { DirectoriesPage } from "../../web/src/directories/directories-page.tsx";
import { readDuplicateSearch } from "../../web/src/duplicates/duplicate-search.ts";
import { DuplicatesPage } from "../../web/src/duplicates/duplicates-page.tsx";
import { readFolderSearch } from "../../web/src/folders/folder-search.ts";
import { FoldersPage } from "../../web/src/folders/folders-page.tsx";
import { JobFeed } from "../../web/src/live/job-feed.ts";
import { useLibraryRefresh } from "../../web/src/live/use-library-refresh.ts";
import { cancelsOfTab } from "../../web/src/scan-sessions/kept-cancels.ts";
import { ScanSessions } from "../../web/src/scan-sessions/scan-sessions.ts";
import { ScanPage } from "../../web/src/scans/scan/scan-page.tsx";
import { ScansPage } from "../../web/src/scans/scans-page.tsx";
import { readScansSearch } from "../../web/src/scans/scans-search.ts";
import { parseSearch, stringifySearch } from "../../web/src/search-in-address.ts";
import { SettingsPage } from "../../web/src/settings/settings-page.tsx";
import { LibraryViews, useIsLibraryView } from "../../web/src/shell/library-views.tsx";
import { StatisticsPage } from "../../web/src/statistics/statistics-page.tsx";
import { readStatisticsSearch } from "../../web/src/statistics/statistics-search.ts";
import { type ShownPage, showPage } from "./show-page.tsx";

/**
 * Opens the page of a server.
 *
 * @param at the address, such as `/scans`
 * @param change replaces calls of the API client
 */
export function openPage(
  serverUrl: string,
  at: string,
  change: (client: ApiClient) => Partial<ApiClient> = () => ({}),
): ShownPage {
  // jsdom has no layout: elements have no size and never come into view.
  vi.stubGlobal("IntersectionObserver", NothingInSight);
  vi.spyOn(window, "scrollTo").mockReturnValue();
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(60);
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1_000);

  const client = createApiClient({ baseUrl: serverUrl });
  const api = { ...client, ...change(client) };
  const feed = new JobFeed(client, { pollMs: 300, notifyMs: 10 });
  const sessions = new ScanSessions({ api, feed }, { cancels: cancelsOfTab(), retryMs: 50 });
  const stopSessions = sessions.start();
  const shown = showPage({ api, feed, sessions, router: createPages(at), mountsTwice: false });
  return {
    ...shown,
    [Symbol.dispose]() {
      shown[Symbol.dispose]();
      stopSessions();
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    },
  };
}

class NothingInSight {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

function createPages(at: string) {
  const root = createRootRoute({
    validateSearch: ({ scan }: Record<string, unknown>) => (typeof scan === "string" ? { scan } : {}),
    component: function Root() {
      useLibraryRefresh();
      return (
        <>
          {useIsLibraryView() && <LibraryViews />}
          <main>
            <Outlet />
          </main>
        </>
      );
    },
  });
  const library = createRoute({ getParentRoute: () => root, path: "/", component: () => <h1>Library</h1> });
  const folders = createRoute({
    getParentRoute: () => root,
    path: "/folders",
    validateSearch: readFolderSearch,
    component: FoldersPage,
  });
  const duplicates = createRoute({
    getParentRoute: () => root,
    path: "/duplicates",
    validateSearch: readDuplicateSearch,
    component: DuplicatesPage,
  });
  const statistics = createRoute({
    getParentRoute: () => root,
    path: "/statistics",
    validateSearch: readStatisticsSearch,
    component: StatisticsPage,
  });
  const scans = createRoute({
    getParentRoute: () => root,
    path: "/scans",
    validateSearch: readScansSearch,
    component: ScansPage,
  });
  const scan = createRoute({ getParentRoute: () => root, path: "/scans/$jobId", component: ScanPage });
  const settings = createRoute({ getParentRoute: () => root, path: "/settings", component: SettingsPage });
  // A test does not wait for ten seconds.
  const directories = createRoute({
    getParentRoute: () => root,
    path: "/directories",
    validateSearch: ({ takeBackMs }: Record<string, unknown>) => (typeof takeBackMs === "number" ? { takeBackMs } : {}),
    component: function Directories() {
      return <DirectoriesPage {...directories.useSearch()} />;
    },
  });
  return createRouter({
    routeTree: root.addChildren([library, settings, folders, duplicates, statistics, directories, scans, scan]),
    parseSearch,
    stringifySearch,
    history: createMemoryHistory({ initialEntries: [at] }),
  });
}
