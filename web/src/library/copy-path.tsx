import { Button, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { texts } from "../texts/texts.ts";
import classes from "./video-details.module.css";

const words = texts.library.details;

/** A path, and a button that copies it; where the browser does not allow that, the path is selected for copying. */
export function CopyPath({ path }: { readonly path: string }) {
  const text = useRef<HTMLParagraphElement>(null);
  const [state, setState] = useState<"idle" | "copied" | "selected">("idle");
  const copy = async () => {
    try {
      // Not there on pages that came without encryption from another machine, whatever its type says.
      await navigator.clipboard.writeText(path);
      setState("copied");
    } catch {
      if (text.current !== null) getSelection()?.selectAllChildren(text.current);
      setState("selected");
    }
  };
  return (
    <div className={classes["path"]}>
      <Text size="sm" ref={text} className="path">
        {path}
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
      </Text>
    </div>
  );
}
