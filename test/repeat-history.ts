/** Makes a long history of scans, without scanning that often. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Adds copies of the newest scan to a database that no server has open, until there are `count` scans.
 *
 * @param options.trigger what has begun the copies. Default: what has begun the scan
 */
export function repeatHistory(
  dataDirectory: string,
  count: number,
  { trigger }: { readonly trigger?: "watch" } = {},
): void {
  const database = new DatabaseSync(join(dataDirectory, "gleaner.db"));
  const [newest] = database.prepare("select * from jobs order by submission desc limit 1").all();
  if (newest === undefined) throw new Error("There is no scan to repeat");
  const present = Number(database.prepare("select count(*) as n from jobs").get()?.["n"]);
  const columns = Object.keys(newest);
  const changed: Readonly<Record<string, string>> = {
    id: "printf('00000000-0000-4000-8000-%012d', n)",
    submission: "submission + n",
    revision: "revision + n",
    ...(trigger !== undefined && { payload: `json_set(payload, '$.trigger', '${trigger}')` }),
  };
  database
    .prepare(
      `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?)
      insert into jobs (${columns.join(", ")})
      select ${columns.map((column) => changed[column] ?? column).join(", ")} from numbers, jobs where id = ?`,
    )
    .run(count - present, String(newest["id"]));
  database.close();
}
