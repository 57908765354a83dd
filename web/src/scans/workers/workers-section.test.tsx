import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Worker } from "../../../../src/library/workers.ts";
import { startApi } from "../../../../test/api/start-api.ts";
import { openPage } from "../../../../test/page/page-under-test.tsx";

/** The page shows hours and minutes, so a slow machine shows the same. */
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

let ids = 0;

function worker(host: string, change: Partial<Worker> = {}): Worker {
  ids += 1;
  const id = `00000000-0000-4000-8000-${String(ids).padStart(12, "0")}`;
  const rest = { pid: ids, version: "1.2.3", pathMap: [], only: [], isHere: false, problems: [], leaves: [] };
  return { id, host, ...rest, state: "idle", jobId: null, since: hoursAgo(2), ...change };
}

const server = worker("server", { isHere: true });

const rows = async () => within(await screen.findByRole("list", { name: "Workers" })).getAllByRole("listitem");
const texts = async () => (await rows()).map(({ textContent }) => textContent);

describe("workers", () => {
  it("are not shown while only the server itself reads files", async () => {
    let asked = 0;
    await using api = await startApi({ workers: async () => ((asked += 1), [server]) });
    using page = openPage(await api.listen(), "/scans");
    await screen.findByText("No directory has been scanned yet.");
    while (asked === 0 || page.queries.isFetching() > 0) await new Promise(requestAnimationFrame);
    expect(screen.queryByText("Workers")).toBeNull();
  });

  it("are listed with what each is doing and since when", async () => {
    const listed: Worker[] = [server];
    await using api = await startApi({ workers: async () => listed });
    const jobId = await api.scan();
    await api.nextScan();
    const limits = { only: ["/mnt/films", "/mnt/shows"], pathMap: ["/mnt/films=/volume1/films"] };
    listed.push(worker("nas", { state: "working", jobId, since: hoursAgo(3), ...limits }));
    using _ = openPage(await api.listen(), "/scans");
    const [first, second] = await texts();
    expect(first).toMatch(/^serverprocess \d+, this serverWaiting for filesfor 2 h$/);
    expect(second).toContain("Reading files of");
    expect(second).toMatch(/for 3 hOnly files in \/mnt\/films, \/mnt\/showsHas \/mnt\/films at \/volume1\/films$/);
    const link = within((await rows())[1] ?? expect.fail()).getByRole("link");
    expect(link).toHaveProperty("pathname", `/scans/${jobId}`);
    // The list of workers may come before that of scans.
    await waitFor(() => expect(link.textContent).toContain(api.directory));
    await screen.findByText("1 reading files, 1 waiting");
  });

  it("that need a person come first, and say why", async () => {
    const problem = "/mnt/films/a.mp4 has another size or time on this machine.";
    const silent = worker("laptop", { state: "silent", since: hoursAgo(4) });
    const paused = worker("nas", {
      state: "paused",
      problems: [problem],
      leaves: [{ directory: "/mnt/films", problem }],
    });
    const idle = Array.from({ length: 20 }, (_, index) => worker(`idle ${index}`));
    await using api = await startApi({ workers: async () => [server, ...idle, silent, paused] });
    using page = openPage(await api.listen(), "/scans");
    const [first, second, ...others] = await texts();
    expect(first).toMatch(/^laptop.*Does not answerfor 4 h.*Other workers read its files/);
    expect(second).toMatch(
      new RegExp(
        `Leaves files to others for a moment.*Leaves files to other workers: ${problem}Leaves for a moment: /mnt/films`,
      ),
    );
    expect(others).toHaveLength(10);
    await page.user.click(screen.getByRole("button", { name: "Show all 23 workers" }));
    await waitFor(async () => expect(await rows()).toHaveLength(23));
    await screen.findByText("21 waiting, 1 paused, 1 not answering");
  });
});
