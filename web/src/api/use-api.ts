import { createContext, use } from "react";
import type { ApiClient } from "./api-client.ts";

/** The calls of the server for every part of the page. */
export const ApiContext = createContext<ApiClient | null>(null);

export function useApi(): ApiClient {
  const api = use(ApiContext);
  if (api === null) throw new Error("There is no ApiContext around this component");
  return api;
}
