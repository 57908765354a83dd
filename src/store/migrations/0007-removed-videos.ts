import type { SchemaStep } from "./schema-step.ts";

/** Videos that a person removed while scans were running: see `videos/forget-videos.ts`. */
export const removedVideos: SchemaStep = ({ text }) => [
  `create table removed_videos (
    job_id ${text} not null,
    path ${text} not null,
    is_counted bigint not null,
    primary key (job_id, path)
  )`,
];
