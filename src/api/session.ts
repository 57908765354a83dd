/**
 * The session cookie of a browser that has sent the token. Pages, pictures, event streams and links cannot send a
 * header with the token.
 *
 * It is derived from the token and never is the token. The server keeps no sessions: another token ends all of them.
 */
import { createHmac } from "node:crypto";

const name = "gleaner_session";
const maxAgeSeconds = 30 * 24 * 60 * 60;

/** The value of the cookie. */
export function sessionOf(token: string): string {
  return createHmac("sha256", token).update("session of a browser that has shown this token").digest("base64url");
}

/**
 * The session in a request, right or wrong; null if there is none.
 *
 * @param cookies the header, such as `a=1; gleaner_session=x`
 */
export function sessionInCookies(cookies: string | undefined): string | null {
  for (const cookie of (cookies ?? "").split(";")) {
    const [key = "", value] = cookie.split("=", 2);
    if (key.trim() === name && value !== undefined) return value.trim();
  }
  return null;
}

export interface CookieOptions {
  /** Whether the browser may send the cookie by https only. */
  readonly secure: boolean;
  /** The browser sends the cookie to this path and below it; `""` for every path. */
  readonly basePath: string;
}

/** A `Set-Cookie` header. */
export function sessionCookie(session: string, options: CookieOptions): string {
  return cookie(session, maxAgeSeconds, options);
}

/** A `Set-Cookie` header that makes the browser forget its session. */
export function forgetSession(options: CookieOptions): string {
  return cookie("", 0, options);
}

function cookie(value: string, maxAge: number, { secure, basePath }: CookieOptions): string {
  const path = basePath === "" ? "/" : basePath;
  return `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
}
