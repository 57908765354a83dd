/** The scan dialog as people use it, with a real server behind a proxy that causes faults. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  useNavigate,
  useSearch,
} from "@tanstack/react-router";
import { act, screen, waitFor, within } from "@testing-library/react";
import { expect } from "vitest";
import { type ApiClient, createApiClient } from "../../web/src/api/api-client.ts";
import { Refused } from "../../web/src/api/failures.ts";
import { JobFeed } from "../../web/src/live/job-feed.ts";
import { ScanModal } from "../../web/src/scan-dialog/ScanModal.tsx";
import { ScanSessions } from "../../web/src/scan-sessions/scan-sessions.ts";
import { type Api, type ApiOptions, type ScriptedScan, startApi } from "../api/start-api.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { type ShownPage, showPage } from "./show-page.tsx";

export interface Tab extends ShownPage {
  /** The messages of refused requests, in their order. */
  readonly refusals: readonly string[];
  /** The ids of the scans that the page knows to have started, in their order. */
  readonly started: readonly string[];
  /** Goes to an address, as a link or the Back button does. */
  goTo(address: string): Promise<void>;
}

/**
 * Opens the page in a tab of a browser.
 *
 * @param at the address, such as `/?scan=new`
 * @param options.sessions makes sessions that the caller has started, and stops
 */
export async function openTab(
  url: string,
  at = "/?scan=new",
  options: { readonly sessions?: (parts: { readonly api: ApiClient; readonly feed: JobFeed }) => ScanSessions } = {},
): Promise<Tab> {
  const refusals: string[] = [];
  const started: string[] = [];
  const api = noting(createApiClient({ baseUrl: url }), { refusals, started });
  const feed = new JobFeed(api, { pollMs: 200, notifyMs: 20 });
  const router = createPages(at);
  const given = options.sessions?.({ api, feed });
  const sessions = given ?? new ScanSessions({ api, feed });
  const stopSessions = given === undefined ? sessions.start() : () => {};
  const shown = showPage({ api, feed, sessions, router });
  await screen.findByTestId("page");
  return {
    ...shown,
    refusals,
    started,
    goTo: (address) => act(() => router.navigate({ to: address })),
    [Symbol.dispose]() {
      shown[Symbol.dispose]();
      stopSessions();
    },
  };
}

/** The same client, which also keeps the messages of refused requests, and the scans that the server has started. */
function noting(
  api: ApiClient,
  { refusals, started }: { readonly refusals: string[]; readonly started: string[] },
): ApiClient {
  const note = (error: unknown): never => {
    if (error instanceof Refused) refusals.push(error.message);
    throw error;
  };
  return {
    ...api,
    async startScan(request, options) {
      const answer = await api.startScan(request, options).catch(note);
      started.push(answer.job_id);
      return answer;
    },
    cancelJob: (id, options) => api.cancelJob(id, options).catch(note),
  };
}

export interface Behind extends AsyncDisposable {
  readonly api: Api;
  readonly proxy: FaultProxy;
}

/** A server, and the proxy in front of it. */
export async function startBehindProxy(options: ApiOptions = {}): Promise<Behind> {
  const api = await startApi(options);
  const proxy = await FaultProxy.start(await api.listen());
  return {
    api,
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}

function createPages(at: string) {
  const root = createRootRoute({
    validateSearch: ({ scan, job }: Record<string, unknown>) => ({
      ...(typeof scan === "string" && { scan }),
      ...(typeof job === "string" && { job }),
    }),
    component: function Root() {
      const { scan } = useSearch({ strict: false }) as { scan?: string };
      const navigate = useNavigate();
      const onChange = (next: string | null) =>
        void navigate({ to: ".", search: { scan: next ?? undefined }, replace: next !== null });
      return (
        <main data-testid="page">
          <button type="button" onClick={() => onChange("new")}>
            Scan a directory
          </button>
          <ScanModal scan={scan ?? null} onChange={onChange} />
        </main>
      );
    },
  });
  const library = createRoute({ getParentRoute: () => root, path: "/" });
  const scan = createRoute({ getParentRoute: () => root, path: "/scans/$jobId" });
  return createRouter({
    routeTree: root.addChildren([library, scan]),
    history: createMemoryHistory({ initialEntries: [at] }),
  });
}

/** Types the server's directory, presses *Start scan*, and waits until the dialog shows the running scan. */
export async function startScan(tab: Tab, { api }: Behind): Promise<ScriptedScan> {
  await enterPath(tab, api.directory);
  await tab.user.click(button("Start scan"));
  const scan = await api.nextScan();
  await title("Scanning");
  return scan;
}

export function dialog(): HTMLElement {
  return screen.getByRole("dialog");
}

/** Waits until the dialog has this title. */
export async function title(name: string): Promise<void> {
  expect(await screen.findByRole("dialog", { name })).toBeDefined();
}

/** Waits until the page shows this text. */
export async function says(text: string | RegExp): Promise<void> {
  // A screen reader is told some texts as well.
  expect(await screen.findAllByText(text)).not.toEqual([]);
}

/** Waits until there is no dialog. */
export async function closed(): Promise<void> {
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
}

/** Pastes a path into the form. */
export async function enterPath(tab: Tab, path: string): Promise<void> {
  await tab.user.clear(screen.getByLabelText("Directory"));
  await tab.user.click(screen.getByLabelText("Directory"));
  await tab.user.paste(path);
}

export function button(name: string, inside: HTMLElement = document.body): HTMLElement {
  return within(inside).getByRole("button", { name });
}

export function isEnabled(element: HTMLElement): boolean {
  return !element.hasAttribute("disabled") && element.getAttribute("aria-disabled") !== "true";
}

/** Makes directories in the server's directory. */
export async function directories(api: Api, ...names: readonly string[]): Promise<void> {
  for (const name of names) await mkdir(join(api.directory, name), { recursive: true });
}

/** The field for the path. */
export const pathField = () => screen.getByLabelText<HTMLInputElement>("Directory");
/** The browser of directories. */
export const listOf = (path: string) => screen.findByRole("list", { name: `Directories in ${path}` });
/** The names of the shown directories. */
export const namesIn = (list: HTMLElement) =>
  within(list)
    .getAllByRole("button")
    .map((entry) => entry.textContent);
