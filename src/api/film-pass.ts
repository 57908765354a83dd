/**
 * Passes for players. A player outside of the browser has neither the token nor a cookie. So the address in a playlist
 * carries a pass. A pass is good for the file of one video and its subtitle files, and for nothing else, and for a
 * limited time. It is a signature with the token, so the server remembers nothing, and another token ends all passes.
 */
import { createHmac } from "node:crypto";

/** How long a pass is good, in seconds: for a long evening with a pause. */
export const passSeconds = 12 * 60 * 60;

/** @param now in seconds since 1970 */
export function newPass(videoId: string, token: string, now: number): string {
  return passUntil(videoId, token, Math.floor(now) + passSeconds);
}

/**
 * When a pass ends, in seconds since 1970, whether or not it is right; null if it is none. It is right if it equals
 * `passUntil` of that time.
 */
export function endOfPass(pass: string): number | null {
  const end = /^([\da-z]{1,10})\.[\w-]{43}$/.exec(pass)?.[1];
  return end === undefined ? null : Number.parseInt(end, 36);
}

export function passUntil(videoId: string, token: string, end: number): string {
  const signed = `pass for the file of video ${videoId} until ${end}`;
  return `${end.toString(36)}.${createHmac("sha256", token).update(signed).digest("base64url")}`;
}
