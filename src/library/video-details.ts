import { z } from "zod";
import { streamSchema } from "./stream.ts";

const text = z.string().max(4_096).nullable().default(null);

/**
 * What is known of a video beyond the fields that lists show, sort and filter. As with streams, fields that are unknown
 * may be left out.
 */
export const videoDetailsSchema = z.object({
  /** The tag `title` of the file. */
  title: text,
  /** The tag `creation_time` of the file, in ISO 8601 and UTC. */
  recordedAt: text,
  /** The tag `encoder` of the file: the program that wrote it. */
  encoder: text,
  /** The tag `date` of the file: mostly a year or a day. */
  date: text,
  chapterCount: z.int().nonnegative().default(0),
  /** The size of the film before rotation, with pixels that are not square stretched. */
  displayWidth: z.int().nonnegative(),
  displayHeight: z.int().nonnegative(),
  /** Of a file with very many, only some. */
  streams: z.array(streamSchema),
});
export type VideoDetails = z.output<typeof videoDetailsSchema>;
