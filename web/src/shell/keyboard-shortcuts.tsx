import { Kbd } from "@mantine/core";
import { useEffect } from "react";
import { texts } from "../texts/texts.ts";
import { Dialog } from "./dialog.tsx";
import classes from "./keyboard-shortcuts.module.css";
import { isTyping } from "./use-scroll-keys.ts";

const words = texts.shell.shortcuts;

export interface KeyboardShortcutsProps {
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** The list of keyboard shortcuts. The key `?` opens it from every page. */
export function KeyboardShortcuts({ isOpen, onOpen, onClose }: KeyboardShortcutsProps) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
      event.preventDefault();
      onOpen();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [onOpen]);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={words.title} closeLabel={words.close} size="md">
      <dl className={classes["list"]}>
        {words.list.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
