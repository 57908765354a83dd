import type { SchemaStep } from "./schema-step.ts";

/** The notices for a webhook, its address, and the revision of jobs up to which they were made: see `Deliveries`. */
export const webhookDeliveries: SchemaStep = ({ text }) => [
  `create table webhook_deliveries (
    id ${text} not null primary key,
    event ${text} not null,
    body ${text} not null,
    created_at bigint not null,
    attempts bigint not null,
    next_at bigint,
    delivered_at bigint,
    problem ${text}
  )`,
  `create index webhook_deliveries_due on webhook_deliveries (next_at) where next_at is not null`,
  `create index webhook_deliveries_by_time on webhook_deliveries (created_at)`,
  `alter table store_info add column webhook_cursor bigint`,
  `alter table store_info add column webhook_address ${text}`,
];
