import type { SchemaStep } from "./schema-step.ts";

/** The job that read a video again and found nothing new. Null for all videos, until a scan reads them again. */
export const confirmedVideos: SchemaStep = ({ text }) => [`alter table videos add column confirmed_job_id ${text}`];
