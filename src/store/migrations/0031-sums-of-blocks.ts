import type { SchemaStep } from "./schema-step.ts";

/** SQLite: the blocks of the search index get the sums that statistics add up. All of them are packed anew. */
export const sumsOfBlocks: SchemaStep = ({ database }) => (database === "sqlite" ? [`delete from video_blocks`] : []);
