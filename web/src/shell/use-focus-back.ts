import { useEffect } from "react";

/**
 * Gives the focus back to what had it before a dialog opened. Mantine does so only for a dialog that stays in the page
 * after it is closed. If that is gone, the content of the page has the focus. Nothing happens if something else has it by then.
 */
export function useFocusBack(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return;
    const before = document.activeElement;
    return () => {
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (!isLost) return;
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      else document.querySelector<HTMLElement>("main")?.focus();
    };
  }, [isOpen]);
}
