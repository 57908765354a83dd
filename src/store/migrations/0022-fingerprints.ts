import type { SchemaStep } from "./schema-step.ts";

/** A hash of the beginning of each file. A video of an older program gets it when its file is read the next time. */
export const fingerprints: SchemaStep = () => [`alter table videos add column fingerprint bigint`];
