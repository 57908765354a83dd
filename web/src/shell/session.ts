import { createContext, use } from "react";
import { storageKey } from "../base-path.ts";

export interface Session {
  /** Whether this browser signed in to the server. The cookie itself is hidden from pages. */
  readonly isSignedIn: boolean;
  /** @throws what the API client throws; the browser is still signed in then */
  readonly signOut: () => Promise<void>;
}

export const SessionContext = createContext<Session>({ isSignedIn: false, signOut: async () => {} });

export function useSession(): Session {
  return use(SessionContext);
}

/** Whether this browser signed in before. False where storage is forbidden: the page then offers no *Sign out*. */
export function hasSignedIn(): boolean {
  try {
    return localStorage.getItem(storageKey("signed-in")) !== null;
  } catch {
    return false;
  }
}

export function rememberSignedIn(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(storageKey("signed-in"), "yes");
    else localStorage.removeItem(storageKey("signed-in"));
  } catch {
    // See `hasSignedIn`.
  }
}
