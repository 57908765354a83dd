import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { duplicateColumns } from "../../src/api/contract/duplicates.ts";
import { statisticsColumns } from "../../src/api/contract/facets.ts";
import { fileErrorColumns } from "../../src/api/contract/file-errors.ts";
import { folderColumns } from "../../src/api/contract/folders.ts";
import { jobColumns } from "../../src/api/contract/jobs.ts";
import { rootColumns } from "../../src/api/contract/roots.ts";
import { settingColumns } from "../../src/api/contract/settings.ts";
import { csvColumns } from "../../src/api/contract/videos.ts";
import { csvRows } from "../api/csv-rows.ts";
import type { Api } from "../api/start-api.ts";

type Row = Readonly<Record<string, unknown>>;

/** Lists as files over HTTP: the promises of every database. */
export function describeExports(start: () => Promise<Api>): void {
  async function exported(api: Api, list: string, query: string): Promise<string> {
    const { status, body } = await api.call("GET", `/api/v1/${list}/export?${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body as string;
  }
  const lines = (ndjson: string) =>
    ndjson
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Row);

  /** All pages of a list. */
  async function listed(api: Api, list: string, { key = list, query = "" } = {}): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await api.call("GET", `/api/v1/${list}?limit=100${query}${after}`);
      rows.push(...body[key]);
      cursor = body.next_cursor;
    } while (cursor !== null);
    return rows;
  }

  describe("exports of lists", () => {
    test("have the rows of the list, in its order, with its filters, as both formats", async () => {
      await using api = await start();
      const at = (name: string) => join(api.directory, name);
      const id = await api.scan();
      const scan = await api.nextScan();
      // More than one part of each list.
      const errors = Array.from({ length: 1_050 }, (_, nth) => at(`films ${nth}/broken.mkv`));
      const films = Array.from({ length: 220 }, (_, nth) => at(`films ${nth}/a.mkv`));
      await scan.commit({
        videos: [...films, at("=sum(a1)/b.mkv")],
        problems: [...errors, at("=1+1.mkv")],
        unreadableDirectories: [at("locked")],
      });
      await scan.commit({ missing: [at("films 3/a.mkv")] });
      scan.finish();
      await api.call("GET", `/api/v1/jobs/${id}/wait`);
      for (let nth = 0; nth < 2; nth += 1) {
        const other = await api.scan(api.directory);
        (await api.nextScan()).finish();
        await api.call("GET", `/api/v1/jobs/${other}/wait`);
      }

      const inside = (name: string) => `&path=${encodeURIComponent(at(name))}`;
      const lists: readonly {
        readonly list: string;
        readonly key?: string;
        readonly query?: string;
        readonly columns: readonly string[];
        readonly rows: number;
      }[] = [
        { list: "videos", query: "&sort=path&missing=false", columns: csvColumns, rows: 220 },
        { list: "jobs", columns: jobColumns, rows: 3 },
        { list: "jobs", query: "&status=failed", columns: jobColumns, rows: 0 },
        { list: `jobs/${id}/errors`, key: "errors", columns: fileErrorColumns, rows: 1_052 },
        { list: "videos/problems", key: "problems", columns: fileErrorColumns, rows: 1_052 },
        { list: "videos/problems", key: "problems", query: inside("films 3"), columns: fileErrorColumns, rows: 1 },
        { list: "folders", columns: folderColumns, rows: 221 },
        { list: "folders", query: inside("films 3"), columns: folderColumns, rows: 0 },
      ];
      for (const { list, key = list, query = "", columns, rows } of lists) {
        const all = await listed(api, list, { key, query });
        expect(all, list).toHaveLength(rows);
        expect(lines(await exported(api, list, `format=ndjson${query}`)), list).toEqual(all);
        const [header, ...cells] = csvRows(await exported(api, list, `format=csv${query}`));
        expect(header).toEqual([...columns]);
        const [name = ""] = columns;
        const guarded = (text: unknown) => String(text).replace(/^=/, "'=");
        expect(
          cells.map(([first]) => first),
          list,
        ).toEqual(all.map((row) => guarded(row[name])));
        expect(new Set(cells.map(({ length }) => length)).size, list).toBeLessThanOrEqual(1);
      }
      // The name has the day of the scan.
      const { body: ofErrors } = await api.call("GET", `/api/v1/jobs/${id}`);
      const day = new Date(ofErrors.started_at).toLocaleDateString("sv");
      const { headers } = await api.call("GET", `/api/v1/jobs/${id}/errors/export?format=csv`);
      expect(headers["content-disposition"]).toBe(`attachment; filename="errors-${day}.csv"`);
      const names = csvRows(await exported(api, "folders", "format=csv&fields=name,videos"));
      expect(names).toContainEqual(["'=sum(a1)", "1"]);
      const [job] = lines(await exported(api, "jobs", "format=ndjson&fields=error_count,trigger,resumes&q=films-"));
      expect(job).toEqual({ error_count: 0, trigger: "hand", resumes: null });
    }, 20_000);

    test("of duplicates have a row for each video of each group", async () => {
      await using api = await start();
      await api.scan();
      const scan = await api.nextScan();
      const at = (name: string) => join(api.directory, name);
      const add = (names: readonly string[], size: number, fileNumber: number | null) => {
        const version = {
          size,
          modifiedUs: 1_600_000_000_000_000,
          disk: "a",
          ...(fileNumber !== null && { fileNumber, changedUs: 5 }),
        };
        const paths = names.map(at);
        return scan.commit({ videos: paths, versions: new Map(paths.map((path) => [path, version])), fingerprint: 7 });
      };
      // A page of groups has the first 20 videos of each.
      await add(
        Array.from({ length: 120 }, (_, nth) => `film ${String(nth).padStart(3, "0")}.mkv`),
        1_000,
        null,
      );
      await add(["=linked.mkv", "z.mkv"], 2_000, 5);
      const rows = lines(await exported(api, "duplicates", "format=ndjson"));
      expect(rows).toHaveLength(122);
      const { body } = await api.call("GET", "/api/v1/duplicates");
      const { videos, differs: _differs, next_cursor: _next, id, ...group } = body.groups[0];
      const ofGroup = { group: id, ...group, sha256: null, file: null };
      expect(rows.slice(0, 20)).toEqual(
        videos.map(({ video }: { video: object }) => Object.assign({ video }, ofGroup)),
      );
      const linked = csvRows(
        await exported(api, "duplicates", "format=csv&state=linked&fields=group,filename,file,copy_count"),
      );
      expect(linked.slice(1)).toEqual([
        [body.groups[1].id, "'=linked.mkv", "a:5", "1"],
        [body.groups[1].id, "z.mkv", "a:5", "1"],
      ]);
      const [header, ...cells] = csvRows(await exported(api, "duplicates", "format=csv&state=likely"));
      expect([header, cells.length]).toEqual([[...duplicateColumns], 120]);
      expect(await exported(api, "duplicates", "format=ndjson&path=/elsewhere")).toBe("");
    });

    test("of the directories of the library and of the settings have the rows of their lists", async () => {
      await using api = await start();
      const root = { path: api.directory, name: "=films", exclude: ["a", "b,c"], schedule: { cron: "0 3 * * *" } };
      expect((await api.call("POST", "/api/v1/roots", root)).status).toBe(201);
      for (const [list, columns] of [
        ["roots", rootColumns],
        ["settings", settingColumns],
      ] as const) {
        const { body } = await api.call("GET", `/api/v1/${list}`);
        expect(lines(await exported(api, list, "format=ndjson"))).toEqual(body[list]);
        const [header, ...cells] = csvRows(await exported(api, list, "format=csv"));
        expect(header).toEqual([...columns]);
        expect(cells).toHaveLength(body[list].length);
        const [name] = columns;
        expect(cells.map(([first]) => first)).toEqual(body[list].map((row: Row) => row[name]));
      }
      const shown = await exported(api, "roots", "format=csv&fields=name,exclude,cron,last_job_id");
      expect(csvRows(shown)).toContainEqual(["'=films", '["a","b,c"]', "0 3 * * *", ""]);
    });

    test("of statistics have a row for each number of the page", async () => {
      await using api = await start();
      await api.scan();
      const scan = await api.nextScan();
      const at = (name: string) => join(api.directory, name);
      await scan.commit({ videos: [at("a.mkv"), at("b.mkv")] });
      await scan.commit({ videos: [at("c.mkv")], as: { videoCodec: "@av1", height: 720 } });
      const { body } = await api.call("GET", "/api/v1/statistics?q=mkv");
      const rows = lines(await exported(api, "statistics", "format=ndjson&q=mkv"));
      const empty = { value: null, min: null, max: null, after: null, before: null };
      expect(rows[0]).toEqual({ property: "total", ...empty, ...body.total });
      expect(rows).toContainEqual({ property: "video_codec", ...empty, ...body.values.video_codec[0] });
      expect(rows).toContainEqual({ property: "size", ...empty, ...body.ranges.size[0] });
      expect(rows).toContainEqual({ property: "added", ...empty, ...body.spans.added[0] });
      const groups = [body.values, body.ranges, body.spans].flatMap((of: object) => Object.values(of).flat());
      expect(rows).toHaveLength(1 + groups.length);
      const [header, ...cells] = csvRows(await exported(api, "statistics", "format=csv&q=mkv"));
      expect(header).toEqual([...statisticsColumns]);
      expect(cells.map(([property, value]) => [property, value])).toContainEqual(["video_codec", "'@av1"]);
      expect(cells).toHaveLength(rows.length);
    });
  });
}
