/** Databases that administrators have made in other ways find and sort the same. */
import { describe, expect, test } from "vitest";
import { describeJobLists } from "../../../test/conformance/job-lists.ts";
import { describeNaturalOrder } from "../../../test/conformance/natural-order.ts";
import { describeVideoSearch } from "../../../test/conformance/video-search.ts";
import { connect, postgresServer } from "../../../test/postgres/postgres-server.ts";
import { createEmptyDatabase, postgresUnderTest } from "../../../test/store/postgres-under-test.ts";
import { openPostgres } from "./open-postgres.ts";

const databases = [
  ["whose language is German", "locale_provider icu icu_locale 'de-DE' locale 'C.UTF-8'", "select 1"],
  ["that knows no letters but ASCII", "locale 'C'", "select 1"],
  ["without the index of trigrams", "", "drop index videos_by_trigram"],
] as const;

describe.each(databases)("a database %s", (_, options, change) => {
  const open = postgresUnderTest(async () => {
    const url = await createEmptyDatabase(await postgresServer(), options);
    await (await openPostgres({ url })).close();
    const client = await connect(url);
    await client.query(change);
    // The next start must not make the index.
    if (change.startsWith("drop")) await client.query("create view videos_by_trigram as select 1");
    await client.end();
    return url;
  });
  describeNaturalOrder(open);
  describeVideoSearch(open);
  describeJobLists(open);
});

test("the user need not be allowed to make the extension of trigrams", async () => {
  const server = await postgresServer();
  const url = await createEmptyDatabase(server);
  const client = await connect(url);
  const name = new URL(url).pathname.slice(1);
  await client.query(
    `create role plain_${name} login password 'plain'; grant create on schema public to plain_${name}`,
  );
  await client.query("revoke create on database " + name + " from public");
  const store = await openPostgres({ url: server.urlAs(`plain_${name}`, "plain", name) });
  const { rows } = await client.query("select to_regclass('videos_by_trigram') is not null as made");
  expect(rows).toEqual([{ made: false }]);
  expect((await store.videos.list({ text: "a", limit: 1 })).total).toBe(0);
  await store.close();
  await client.end();
});
