import { createContext, use } from "react";
import type { ApiClient } from "./api-client.ts";

/** What every part of the page may use of the server. */
export const ApiContext = createContext<ApiClient | null>(null);

export function useApi(): ApiClient {
  const api = use(ApiContext);
  if (api === null) throw new Error("There is no ApiContext around this component");
  return api;
}
