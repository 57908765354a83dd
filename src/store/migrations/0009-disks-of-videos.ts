import type { SchemaStep } from "./schema-step.ts";

/** The disk on which a video was seen last. Null until a scan sees the video again. */
export const disksOfVideos: SchemaStep = ({ text }) => [`alter table videos add column disk ${text}`];
