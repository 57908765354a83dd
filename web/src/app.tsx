import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { createApiClient } from "./api/api-client.ts";
import { Refused } from "./api/failures.ts";
import { ApiContext } from "./api/use-api.ts";
import { PosterContext } from "./library/poster.tsx";
import { PosterRequests } from "./library/poster-requests.ts";
import { JobFeed } from "./live/job-feed.ts";
import { JobFeedContext } from "./live/use-jobs.ts";
import { createPageRouter, preloadPages } from "./router.tsx";
import { cancelsOfTab } from "./scan-sessions/kept-cancels.ts";
import { ScanSessions } from "./scan-sessions/scan-sessions.ts";
import { ScanSessionsContext } from "./scan-sessions/use-scan-session.ts";
import { hasSignedIn, rememberSignedIn, SessionContext } from "./shell/session.ts";
import { SignIn } from "./shell/sign-in.tsx";
import { readableColours, theme } from "./theme.ts";

/** By then the first page has loaded its pictures. */
const preloadAfterMs = 3_000;

/** Everything that lives as long as the page. */
export function App() {
  const [signInNeeded, setSignInNeeded] = useState(false);
  const [parts] = useState(() => {
    const api = createApiClient({ onSignInNeeded: () => setSignInNeeded(true) });
    const feed = new JobFeed(api);
    const sessions = new ScanSessions({ api, feed }, { cancels: cancelsOfTab() });
    const posters = new PosterRequests(api);
    return { api, feed, sessions, posters, queries: createQueryClient(), router: createPageRouter() };
  });
  const { api, feed, sessions, posters, queries, router } = parts;
  useEffect(() => (signInNeeded ? undefined : feed.start()), [feed, signInNeeded]);
  // A sign-in does not end the sessions: a cancel that was pressed is sent as soon as possible.
  useEffect(() => sessions.start(), [sessions]);

  useEffect(() => {
    const timer = setTimeout(preloadPages, preloadAfterMs);
    return () => clearTimeout(timer);
  }, []);

  const [isSignedIn, setSignedIn] = useState(hasSignedIn);
  const onSignedIn = () => {
    rememberSignedIn(true);
    setSignedIn(true);
    setSignInNeeded(false);
    void queries.resetQueries();
  };
  const session = useMemo(
    () => ({
      isSignedIn,
      async signOut() {
        await api.signOut();
        rememberSignedIn(false);
        setSignedIn(false);
        setSignInNeeded(true);
        queries.clear();
      },
    }),
    [isSignedIn, api, queries],
  );
  return (
    <MantineProvider theme={theme} cssVariablesResolver={readableColours} defaultColorScheme="auto">
      <ApiContext value={api}>
        <JobFeedContext value={feed}>
          <ScanSessionsContext value={sessions}>
            <PosterContext value={posters}>
              <QueryClientProvider client={queries}>
                {signInNeeded ? (
                  <SignIn onSignedIn={onSignedIn} />
                ) : (
                  <SessionContext value={session}>
                    <RouterProvider router={router} />
                  </SessionContext>
                )}
              </QueryClientProvider>
            </PosterContext>
          </ScanSessionsContext>
        </JobFeedContext>
      </ApiContext>
    </MantineProvider>
  );
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // The server would refuse the same request again.
        retry: (failures, error) => !(error instanceof Refused) && failures < 3,
        retryDelay: (failure) => Math.min(1_000 * 2 ** failure, 4_000),
        // A server on this machine needs no network.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}
