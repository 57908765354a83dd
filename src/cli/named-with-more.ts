import { count } from "./quantities.ts";

/** How many are named. */
const mostNamed = 12;

/** The first of several names, and how many more there are. */
export function namedWithMore(names: readonly string[]): string {
  const named = names.slice(0, mostNamed).join(", ");
  return names.length > mostNamed ? `${named}, and ${count(names.length - mostNamed)} more` : named;
}
