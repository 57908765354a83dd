/**
 * Guards of buttons that appear where another button was a moment ago: a press that was meant for the other one must not
 * press them.
 */
import type { KeyboardEvent, MouseEvent } from "react";

/** Ignores the second click of a double-click. Presses of a key count as no clicks, and pass. */
export function singleClick(act: () => void): (event: MouseEvent) => void {
  return ({ detail }) => {
    if (detail <= 1) act();
  };
}

/** The same for a link. */
export function ignoreSecondClick(event: MouseEvent): void {
  if (event.detail > 1) event.preventDefault();
}

/** Ignores a key that is still held down after it pressed the other button. */
export function ignoreRepeats(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault();
}
