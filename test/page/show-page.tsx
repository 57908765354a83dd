/** Shows pages of Gleaner in the document of a test, with everything that they find in a real page. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type AnyRouter, RouterProvider } from "@tanstack/react-router";
import { act, render } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { Fragment, StrictMode } from "react";
import type { ApiClient } from "../../web/src/api/api-client.ts";
import { ApiContext } from "../../web/src/api/use-api.ts";
import { PosterContext } from "../../web/src/library/poster.tsx";
import { PosterRequests } from "../../web/src/library/poster-requests.ts";
import type { JobFeed } from "../../web/src/live/job-feed.ts";
import { JobFeedContext } from "../../web/src/live/use-jobs.ts";
import type { ScanSessions } from "../../web/src/scan-sessions/scan-sessions.ts";
import { ScanSessionsContext } from "../../web/src/scan-sessions/use-scan-session.ts";

export interface ShownPage extends Disposable {
  readonly user: UserEvent;
  readonly feed: JobFeed;
  readonly queries: QueryClient;
  /** The address, such as `/?scan=new`. */
  address(): string;
  /** Goes to an address, as a link does. */
  followLink(address: string): void;
}

interface Parts {
  readonly api: ApiClient;
  readonly feed: JobFeed;
  /** The caller starts and stops them: some outlive the page. */
  readonly sessions: ScanSessions;
  readonly router: AnyRouter;
  /** Whether React mounts everything twice, to show what does not survive that. Requests are then sent twice. Default: yes */
  readonly mountsTwice?: boolean;
}

/** Starts the feed, and shows the pages of the router. Disposing of the result ends both. */
export function showPage({ api, feed, sessions, router, mountsTwice = true }: Parts): ShownPage {
  // A request that fails shows at once.
  const queries = new QueryClient({ defaultOptions: { queries: { networkMode: "always", retry: false } } });
  const Mode = mountsTwice ? StrictMode : Fragment;
  const stopFeed = feed.start();
  const shown = render(
    <Mode>
      <MantineProvider env="test" withCssVariables={false} withGlobalClasses={false}>
        <ApiContext value={api}>
          <JobFeedContext value={feed}>
            <ScanSessionsContext value={sessions}>
              <PosterContext value={new PosterRequests(api)}>
                <QueryClientProvider client={queries}>
                  <RouterProvider router={router as never} />
                </QueryClientProvider>
              </PosterContext>
            </ScanSessionsContext>
          </JobFeedContext>
        </ApiContext>
      </MantineProvider>
    </Mode>,
  );
  return {
    user: userEvent.setup(),
    feed,
    queries,
    address: () => router.state.location.href,
    followLink(address) {
      act(() => void router.history.push(address));
    },
    [Symbol.dispose]() {
      shown.unmount();
      stopFeed();
      queries.clear();
    },
  };
}
