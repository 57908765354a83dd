import type { KeyboardEvent } from "react";

/**
 * For a button that gets the focus as one before it is pressed: the key that has pressed that one may still be held
 * down, and must not press this one too.
 */
export function ignoreRepeats(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault();
}
