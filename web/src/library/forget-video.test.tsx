import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import { createApiClient } from "../api/api-client.ts";
import { ApiContext } from "../api/use-api.ts";
import { ForgetVideo } from "./forget-video.tsx";

async function asked(missing: string | null): Promise<void> {
  const video = { id: "1", filename: "a.mp4", missing_since: missing } as VideoJson;
  render(
    <MantineProvider env="test">
      <ApiContext value={createApiClient()}>
        <QueryClientProvider client={new QueryClient()}>
          <ForgetVideo video={video} onForgotten={() => undefined} />
        </QueryClientProvider>
      </ApiContext>
    </MantineProvider>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Remove from the library" }));
}

test("removing a video says that its file stays", async () => {
  await asked(null);
  expect(screen.getByText(/^The file itself stays on the disk/)).toBeDefined();
});

test("removing a missing video does not say that its file stays", async () => {
  await asked("2025-03-04T05:06:07.000Z");
  expect(screen.getByText(/^Its file is already gone/)).toBeDefined();
  expect(screen.queryByText(/stays where it is/)).toBeNull();
});
