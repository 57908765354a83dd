/** Requests that arrive at once never delete the last copy: of one server, and of two that share a library on Postgres. */
import { appendFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DuplicatesJson } from "../src/api/contract/duplicates.ts";
import { copyClip, temporaryDirectory } from "./clip-tree.ts";
import { startGleanerServer } from "./gleaner-process.ts";
import { databaseFor } from "./store/database-under-test.ts";

const groupCount = 8;

test("two requests, each with the copy of the other one as the file to keep, leave one of the two files", async () => {
  await using directory = await temporaryDirectory();
  const films = join(directory.path, "films");
  const data = join(directory.path, "data");
  await mkdir(data);
  const { settings } = await databaseFor(data);
  const allowing = { ...settings, GLEANER_ALLOW_DELETE: "1" };
  for (let group = 0; group < groupCount; group += 1) {
    for (const name of ["a", "b"]) {
      const path = join(films, `${group}`, `${name}.mp4`);
      await copyClip("av1-opus.mp4", path);
      // Each group has a size of its own.
      await appendFile(path, Buffer.alloc(8 * (group + 1)));
    }
  }
  const server = await startGleanerServer(data, allowing);
  const isShared = "DATABASE_URL" in settings;
  const other = isShared ? await startGleanerServer(join(directory.path, "other"), allowing) : server;
  try {
    const ended = async (path: string, body: object) => {
      const { job_id: id } = (await server.call<{ job_id: string }>("POST", path, body)).body;
      expect((await server.call(`GET`, `/api/v1/jobs/${id}/wait?timeout=60`)).body).toMatchObject({
        status: "completed",
      });
    };
    await ended("/api/v1/videos/scan", { path: films });
    await ended("/api/v1/duplicates/compare", {});
    const { groups } = (await server.call<DuplicatesJson>("GET", "/api/v1/duplicates")).body;
    expect(groups.map(({ state }) => state)).toEqual(Array.from({ length: groupCount }, () => "confirmed"));
    const answers = await Promise.all(
      groups.flatMap(({ id, videos }) => {
        const [one, two] = videos.map(({ video }) => video.id);
        const address = `/api/v1/duplicates/${id}/delete`;
        return [
          server.call("POST", address, { keep: [one], delete: [two] }),
          other.call("POST", address, { keep: [two], delete: [one] }),
        ];
      }),
    );
    for (let group = 0; group < groupCount; group += 1) {
      expect(await readdir(join(films, `${group}`))).toHaveLength(1);
      const statuses = answers.slice(2 * group, 2 * group + 2).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      // The other one came while the group was held, or after the group was gone.
      expect([404, 409]).toContain(statuses.find((status) => status !== 200));
    }
    expect((await server.call<{ total: number }>("GET", "/api/v1/videos")).body.total).toBe(groupCount);
  } finally {
    for (const each of new Set([server, other])) {
      each.kill("SIGTERM");
      await each.exit;
    }
  }
}, 120_000);
