import { join } from "node:path";
import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { startApi } from "../../../test/api/start-api.ts";
import { createApiClient } from "../api/api-client.ts";
import { JobFeed } from "../live/job-feed.ts";
import { JobFeedContext } from "../live/use-jobs.ts";
import { RunningScans } from "./running-scans.tsx";

test("the header counts the files of a scan while nobody knows how many there are", async () => {
  await using api = await startApi();
  await api.scan();
  const scan = await api.nextScan();
  await scan.commit({ videos: [join(api.directory, "a.mp4")], problems: [] });
  const feed = new JobFeed(createApiClient({ baseUrl: await api.listen() }), { pollMs: 300, notifyMs: 10 });
  const stopFeed = feed.start();
  const shown = render(
    <MantineProvider env="test">
      <JobFeedContext value={feed}>
        <RunningScans onOpen={() => {}} />
      </JobFeedContext>
    </MantineProvider>,
  );
  await waitFor(() => expect(screen.getByRole("button").textContent).toContain("1 file"));
  shown.unmount();
  stopFeed();
});
