/** The pages of scans as people use them, over the HTTP API of a real server. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { cleanup, configure, render } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { vi } from "vitest";
import { type ApiClient, createApiClient } from "../../web/src/api/api-client.ts";
import { ApiContext } from "../../web/src/api/use-api.ts";
import { JobFeed } from "../../web/src/live/job-feed.ts";
import { JobFeedContext } from "../../web/src/live/use-jobs.ts";
import { useLibraryRefresh } from "../../web/src/live/use-library-refresh.ts";
import { cancelsOfTab } from "../../web/src/scan-sessions/kept-cancels.ts";
import { ScanSessions } from "../../web/src/scan-sessions/scan-sessions.ts";
import { ScanSessionsContext } from "../../web/src/scan-sessions/use-scan-session.ts";
import { ScanPage } from "../../web/src/scans/scan/scan-page.tsx";
import { ScansPage } from "../../web/src/scans/scans-page.tsx";
import { readScansSearch } from "../../web/src/scans/scans-search.ts";

// A busy machine may need long.
configure({ asyncUtilTimeout: 15_000 });

export interface PageUnderTest extends Disposable {
  readonly user: UserEvent;
  readonly feed: JobFeed;
  /** The address of the page, such as `/scans?status=failed`. */
  address(): string;
}

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
): PageUnderTest {
  // jsdom has no layout: elements have no size and never come into view.
  vi.stubGlobal("IntersectionObserver", NothingInSight);
  vi.spyOn(window, "scrollTo").mockReturnValue();
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(60);
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1_000);

  const client = createApiClient({ baseUrl: serverUrl });
  const api = { ...client, ...change(client) };
  const feed = new JobFeed(client, { pollMs: 300, notifyMs: 10 });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createPages(at);
  const sessions = new ScanSessions({ api, feed }, { cancels: cancelsOfTab(), retryMs: 50 });
  const stop = feed.start();
  const stopSessions = sessions.start();
  render(
    <MantineProvider env="test" withCssVariables={false} withGlobalClasses={false}>
      <ApiContext value={api}>
        <JobFeedContext value={feed}>
          <ScanSessionsContext value={sessions}>
            <QueryClientProvider client={queries}>
              <RouterProvider router={router as never} />
            </QueryClientProvider>
          </ScanSessionsContext>
        </JobFeedContext>
      </ApiContext>
    </MantineProvider>,
  );
  return {
    user: userEvent.setup(),
    feed,
    address: () => router.state.location.href,
    [Symbol.dispose]() {
      cleanup();
      stopSessions();
      stop();
      queries.clear();
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
        <main>
          <Outlet />
        </main>
      );
    },
  });
  const library = createRoute({ getParentRoute: () => root, path: "/", component: () => <h1>Library</h1> });
  const scans = createRoute({
    getParentRoute: () => root,
    path: "/scans",
    validateSearch: readScansSearch,
    component: ScansPage,
  });
  const scan = createRoute({ getParentRoute: () => root, path: "/scans/$jobId", component: ScanPage });
  return createRouter({
    routeTree: root.addChildren([library, scans, scan]),
    history: createMemoryHistory({ initialEntries: [at] }),
  });
}
