import type { Kysely } from "kysely";
import type { JsonValue } from "../../jobs/job.ts";
import type { SavedSettings, SavedValues } from "../../settings/saved-settings.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/** @param parts.reader sees everything that `writer` has committed before the call */
export function kyselySavedSettings({
  reader,
  writer,
  differences,
}: {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
}): SavedSettings {
  return {
    read: () => readAll(reader),
    change: (changes) =>
      differences.inTransaction(writer, async (transaction) => {
        // In one order, so that no two transactions wait for each other.
        for (const name of Object.keys(changes).toSorted()) {
          const value = changes[name] ?? null;
          if (value === null) {
            await transaction.deleteFrom("settings").where("name", "=", name).execute();
          } else {
            const text = JSON.stringify(value);
            await transaction
              .insertInto("settings")
              .values({ name, value: text })
              .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: text }))
              .execute();
          }
        }
        return readAll(transaction);
      }),
  };
}

async function readAll(db: Kysely<Tables>): Promise<SavedValues> {
  const rows = await db.selectFrom("settings").select(["name", "value"]).execute();
  return Object.fromEntries(rows.map(({ name, value }) => [name, parsed(value)]));
}

/** Null, as if it were not there, for a text that is no JSON: somebody else has written it. */
function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}
