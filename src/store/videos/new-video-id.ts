import { randomUUID } from "node:crypto";
import { parseVideoId, type VideoId } from "../../library/video.ts";

/**
 * A UUID of version 7 (RFC 9562). It begins with the time, so new rows stand together at the end of the index of ids,
 * and a commit of hundreds of rows touches a few pages of the index instead of hundreds.
 */
export function newVideoId(now: Date): VideoId {
  const time = now.getTime().toString(16).padStart(12, "0");
  const id = parseVideoId(`${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`);
  if (id === null) throw new Error(`No id can be made of the time ${now.getTime()}`);
  return id;
}
