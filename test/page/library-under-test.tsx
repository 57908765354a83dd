/** The library page as people use it, over the HTTP API of a real server. */

import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet } from "@tanstack/react-router";
import { act, screen, waitFor } from "@testing-library/react";
import { expect, vi } from "vitest";
import { type ApiClient, createApiClient } from "../../web/src/api/api-client.ts";
import type { VideoFilters } from "../../web/src/api/video-filters.ts";
import { LibraryPage } from "../../web/src/library/library-page.tsx";
import { readLibrarySearch } from "../../web/src/library/library-search.ts";
import { JobFeed } from "../../web/src/live/job-feed.ts";
import { useLibraryRefresh } from "../../web/src/live/use-library-refresh.ts";
import { ScanSessions } from "../../web/src/scan-sessions/scan-sessions.ts";
import { parseSearch, stringifySearch } from "../../web/src/search-in-address.ts";
import { type Api, type ApiOptions, startApi } from "../api/start-api.ts";
import { type ShownPage, showPage } from "./show-page.tsx";

/** A request for a page of videos. */
export interface Asked {
  readonly filters: VideoFilters;
  readonly offset: number;
  readonly signal: AbortSignal | undefined;
}

export interface LibraryTab extends ShownPage {
  /** The requests for pages of videos, in their order. */
  readonly asked: readonly Asked[];
  /** Goes back, as the Back button does. */
  back(): void;
}

/** Opens the library. @param at the address, such as `/?view=table` */
export async function openLibraryTab(url: string, at = "/"): Promise<LibraryTab> {
  const client = createApiClient({ baseUrl: url });
  const asked: Asked[] = [];
  const api: ApiClient = {
    ...client,
    videos: (filters, page, options) => {
      asked.push({ filters, offset: page.offset, signal: options?.signal });
      return client.videos(filters, page, options);
    },
  };
  const feed = new JobFeed(api, { pollMs: 200, notifyMs: 20 });
  const history = createMemoryHistory({ initialEntries: [at] });
  const layout = layOut();
  const shown = showPage({ api, feed, sessions: new ScanSessions({ api, feed }), router: createPages(history) });
  await screen.findByTestId("page");
  return {
    ...shown,
    asked,
    back: () => act(() => history.back()),
    [Symbol.dispose]() {
      shown[Symbol.dispose]();
      layout[Symbol.dispose]();
    },
  };
}

/** jsdom has no layout. Every element is as large as a window, and a scroller is as high as the list in it. */
function layOut(): Disposable {
  const spies = [
    vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1000),
    vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(800),
    vi.spyOn(Element.prototype, "scrollHeight", "get").mockImplementation(function heightOf(this: Element) {
      const list = this.querySelector<HTMLElement>('[style*="height"]');
      return Math.max(800, Number.parseFloat(list?.style.height ?? "0"));
    }),
  ];
  const before = Object.getOwnPropertyDescriptor(Element.prototype, "scrollTo");
  Element.prototype.scrollTo = function scrollTo(this: Element, to?: ScrollToOptions | number) {
    this.scrollTop = typeof to === "object" ? (to.top ?? 0) : 0;
    this.dispatchEvent(new Event("scroll"));
  };
  return {
    [Symbol.dispose]() {
      for (const spy of spies) spy.mockRestore();
      if (before === undefined) Reflect.deleteProperty(Element.prototype, "scrollTo");
      else Object.defineProperty(Element.prototype, "scrollTo", before);
    },
  };
}

function createPages(history: ReturnType<typeof createMemoryHistory>) {
  const root = createRootRoute({
    validateSearch: ({ scan }: Record<string, unknown>) => (typeof scan === "string" ? { scan } : {}),
    component: function Root() {
      useLibraryRefresh();
      return (
        <main data-testid="page">
          <Outlet />
        </main>
      );
    },
  });
  const library = createRoute({
    getParentRoute: () => root,
    path: "/",
    validateSearch: readLibrarySearch,
    component: LibraryPage,
  });
  const scan = createRoute({ getParentRoute: () => root, path: "/scans/$jobId" });
  return createRouter({ routeTree: root.addChildren([library, scan]), history, parseSearch, stringifySearch });
}

export interface FilledApi extends AsyncDisposable {
  readonly api: Api;
  readonly url: string;
  /** The scan that found the videos. */
  readonly jobId: string;
}

/** A server whose library has videos with these names. The last one is the newest. */
export async function startWithVideos(
  names: readonly string[],
  options: ApiOptions = {},
  subtitles = "",
): Promise<FilledApi> {
  const api = await startApi(options);
  const jobId = await api.scan();
  const scan = await api.nextScan();
  const videos = names.map((name) => `${api.directory}/${name}`);
  const version = { size: 1_000, modifiedUs: 1_600_000_000_000_000, subtitles };
  await scan.commit({ videos, versions: new Map(videos.map((path) => [path, version])) });
  scan.finish();
  await api.call("GET", `/api/v1/jobs/${jobId}/wait`);
  return { api, url: await api.listen(), jobId, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

/** Waits until the list shows exactly these videos, in any order. */
export async function lists(names: readonly string[]): Promise<void> {
  await waitFor(() => expect(listed().toSorted()).toEqual(names.toSorted()));
}

/** The names of the shown videos. */
export function listed(): string[] {
  return cards().map((card) => card.textContent.split(",")[0] ?? "");
}

/** The links of the shown videos. */
export function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("a[data-index]")];
}
