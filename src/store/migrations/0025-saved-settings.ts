import type { SchemaStep } from "./schema-step.ts";

/** Settings that people change while Gleaner runs: see `SavedSettings`. */
export const savedSettings: SchemaStep = ({ text }) => [
  `create table settings (name ${text} not null primary key, value ${text} not null)`,
];
