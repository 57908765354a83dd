import type { MouseEvent } from "react";

/**
 * For a button that comes where another was before it was clicked: the second click of a double-click was meant for
 * that one, and does nothing here. A press of a key counts no clicks, and does.
 */
export function singleClick(act: () => void): (event: MouseEvent) => void {
  return ({ detail }) => {
    if (detail <= 1) act();
  };
}

/** For a link, for the same reason. */
export function ignoreSecondClick(event: MouseEvent): void {
  if (event.detail > 1) event.preventDefault();
}
