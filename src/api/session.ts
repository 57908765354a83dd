/**
 * The cookie by which a browser that has been shown the token is known again: pages, pictures, streams of events and
 * links cannot send a header of their own.
 *
 * It is derived from the token and never is the token. There is nothing to keep: another token ends all sessions.
 */
import { createHmac } from "node:crypto";

const name = "gleaner_session";
const maxAgeSeconds = 30 * 24 * 60 * 60;

/** What the cookie of a browser that is signed in holds. */
export function sessionOf(token: string): string {
  return createHmac("sha256", token).update("session of a browser that has shown this token").digest("base64url");
}

/** The session that a request brings, right or wrong. @param cookies the header, such as `a=1; gleaner_session=x` */
export function sessionInCookies(cookies: string | undefined): string | null {
  for (const cookie of (cookies ?? "").split(";")) {
    const [key = "", value] = cookie.split("=", 2);
    if (key.trim() === name && value !== undefined) return value.trim();
  }
  return null;
}

/** A `Set-Cookie` header. @param options.secure whether the browser may send it by https only */
export function sessionCookie(session: string, { secure }: { readonly secure: boolean }): string {
  return cookie(session, maxAgeSeconds, secure);
}

/** A `Set-Cookie` header that makes the browser forget its session. */
export function forgetSession({ secure }: { readonly secure: boolean }): string {
  return cookie("", 0, secure);
}

function cookie(value: string, maxAge: number, secure: boolean): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
}
