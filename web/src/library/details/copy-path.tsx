import { Button, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { texts } from "../../texts/texts.ts";
import { VisibleText, visibleText } from "../../texts/visible-text.tsx";
import classes from "./video-details.module.css";

const words = texts.library.details;

/**
 * A path with a button that copies it. If the browser forbids copying, the path is selected instead. Control characters
 * are copied as escapes: a terminal would carry out the raw ones.
 */
export function CopyPath({ path }: { readonly path: string }) {
  const text = useRef<HTMLParagraphElement>(null);
  const [state, setState] = useState<"idle" | "copied" | "selected">("idle");
  const copy = async () => {
    try {
      // Despite its type, undefined on pages from another machine without encryption.
      await navigator.clipboard.writeText(visibleText(path));
      setState("copied");
    } catch {
      if (text.current !== null) getSelection()?.selectAllChildren(text.current);
      setState("selected");
    }
  };
  return (
    <div className={classes["path"]}>
      <Text size="sm" ref={text} className="path">
        <VisibleText text={path} />
      </Text>
      <Button
        variant="default"
        size="compact-sm"
        className={classes["copy"]}
        leftSection={state === "copied" ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
        onClick={() => void copy()}
      >
        {state === "copied" ? words.copied : words.copyPath}
      </Button>
      <Text size="xs" c="dimmed" role="status" className={classes["copyHint"]}>
        {state === "selected" && words.cannotCopy}
        {state === "copied" && visibleText(path) !== path && words.copiedEscaped}
      </Text>
    </div>
  );
}
