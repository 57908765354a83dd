import { type Kysely, type RawBuilder, type Selectable, sql, type Transaction } from "kysely";
import type { Deliveries, Delivery } from "../../notices/deliveries.ts";
import type { Tables, WebhookDeliveriesTable } from "../schema.ts";
import { sentenceColumn, sentenceOfRow } from "../sentence-column.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storableText } from "../storable-text.ts";

/**
 * @param parts.reader sees everything that `writer` has committed before the call
 * @param parts.now the clock, where the database has no server with a clock of its own
 */
export function kyselyDeliveries(parts: {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly now: () => Date;
}): Deliveries {
  const { reader, writer, differences, now } = parts;
  const clock = (): RawBuilder<number> => differences.serverTime ?? sql<number>`${now().getTime()}`;
  return {
    async begin(address) {
      const info = await reader.selectFrom("store_info").select("webhook_address").executeTakeFirstOrThrow();
      if (info.webhook_address === address) return;
      await differences.inTransaction(writer, async (transaction) => {
        const before = await transaction.selectFrom("store_info").select("webhook_address").executeTakeFirstOrThrow();
        if (before.webhook_address !== address) await giveUp(transaction, { next: address });
      });
    },

    async cursor() {
      const info = await reader.selectFrom("store_info").select("webhook_cursor").executeTakeFirstOrThrow();
      return info.webhook_cursor;
    },

    add: (notices, { from, to }) =>
      differences.inTransaction(writer, async (transaction) => {
        for (const [nth, { id, event, body }] of notices.entries()) {
          // At once, and in this order.
          const due = sql<number>`${clock()} - ${sql.lit(notices.length - nth)}`;
          await transaction
            .insertInto("webhook_deliveries")
            .values({ id, event, body, created_at: clock(), attempts: 0, next_at: due })
            .onConflict((conflict) => conflict.column("id").doNothing())
            .execute();
        }
        await transaction
          .updateTable("store_info")
          .set({ webhook_cursor: to })
          .where("webhook_cursor", from === null ? "is" : "=", from)
          .execute();
      }),

    end: () => differences.inTransaction(writer, (transaction) => giveUp(transaction, { next: null })),

    async claim({ leaseMs }) {
      const due = writer
        .selectFrom("webhook_deliveries as due")
        .select("due.id")
        .where("due.next_at", "<=", clock())
        .orderBy("due.next_at")
        .orderBy("due.created_at")
        .orderBy("due.id")
        .limit(1);
      const row = await writer
        .updateTable("webhook_deliveries")
        .set({ attempts: sql`attempts + 1`, next_at: sql`${clock()} + ${sql.lit(leaseMs)}` })
        .where("id", "=", due)
        // Another process may have taken it just now.
        .where("next_at", "<=", clock())
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? null : deliveryOf(row);
    },

    async settle({ id, attempts }, outcome) {
      const set =
        outcome.kind === "delivered"
          ? { delivered_at: clock(), next_at: null, problem: null, sentence: null }
          : {
              next_at: outcome.retryMs === null ? null : sql<number>`${clock()} + ${sql.lit(outcome.retryMs)}`,
              problem: storableText(outcome.problem),
              sentence: sentenceColumn(outcome.sentence),
            };
      await writer
        .updateTable("webhook_deliveries")
        .set(set)
        .where("id", "=", id)
        // An attempt that took so long that another process has begun the next one. Whatever comes of that counts.
        .$if(outcome.kind === "failed", (query) => query.where("attempts", "=", attempts))
        .execute();
    },

    async nextDueMs() {
      const { next } = await reader
        .selectFrom("webhook_deliveries")
        .select(sql<number | null>`min(next_at) - ${clock()}`.as("next"))
        .where("next_at", "is not", null)
        .executeTakeFirstOrThrow();
      return next === null ? null : Math.max(0, next);
    },

    async list(limit) {
      const rows = await reader
        .selectFrom("webhook_deliveries")
        .selectAll()
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(limit)
        .execute();
      return rows.map(deliveryOf);
    },

    async prune(olderThanMs) {
      await writer
        .deleteFrom("webhook_deliveries")
        .where("next_at", "is", null)
        .where("created_at", "<", sql<number>`${clock()} - ${sql.lit(olderThanMs)}`)
        .execute();
    },
  };
}

/** Gives up all notices that were not delivered. @param next the webhook that later ones are for */
async function giveUp(transaction: Transaction<Tables>, { next }: { readonly next: string | null }): Promise<void> {
  await transaction.updateTable("webhook_deliveries").set({ next_at: null }).where("next_at", "is not", null).execute();
  await transaction.updateTable("store_info").set({ webhook_cursor: null, webhook_address: next }).execute();
}

function deliveryOf(row: Selectable<WebhookDeliveriesTable>): Delivery {
  const { id, event, body, attempts, problem } = row;
  return {
    id,
    event,
    body,
    createdAt: new Date(row.created_at),
    attempts,
    nextAt: row.next_at === null ? null : new Date(row.next_at),
    deliveredAt: row.delivered_at === null ? null : new Date(row.delivered_at),
    problem,
    ...sentenceOfRow(row),
  };
}
