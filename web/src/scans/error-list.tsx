import { ActionIcon, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { FileErrorJson } from "../../../src/api/contract.ts";
import { timeText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import classes from "./error-list.module.css";
import { codeText, pathWithin } from "./error-search.ts";
import { errorsAsText } from "./errors-text.ts";

const words = texts.scans.errors;

/** How tall a row is until it has been measured, in pixels. */
const usualHeight = 66;

/** How many rows before the end the next ones are asked for. */
const nearEnd = 40;

/** How long a row says that it was copied, in milliseconds. */
const copiedForMs = 2_000;

interface ErrorListProps {
  readonly label: string;
  /** The directory of the scan, which is left out of the paths. */
  readonly directory: string;
  readonly errors: readonly FileErrorJson[];
  /** Puts a text on the clipboard, and returns whether it is there. */
  readonly onCopy: (text: string) => Promise<boolean>;
  /** Called when the end of the list comes near. */
  readonly onNearEnd?: () => void;
}

/** Files that gave an error. Only the rows that can be seen are there, so that it may be any number. */
export function ErrorList({ label, directory, errors, onCopy, onNearEnd }: ErrorListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: errors.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => usualHeight,
    overscan: 8,
    useFlushSync: false,
  });
  const items = rows.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const tellNearEnd = useEffectEvent(() => onNearEnd?.());
  useEffect(() => {
    if (lastShown >= errors.length - nearEnd) tellNearEnd();
  }, [lastShown, errors.length]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, which must work with keys as well
    <div ref={scroller} className={classes["scroller"]} tabIndex={0} role="list" aria-label={label}>
      <div className={classes["all"]} style={{ height: rows.getTotalSize() }} role="presentation">
        {items.map(({ index, start }) => {
          const error = errors[index];
          if (error === undefined) return null;
          return (
            <div
              key={index}
              ref={rows.measureElement}
              data-index={index}
              role="listitem"
              aria-setsize={errors.length}
              aria-posinset={index + 1}
              className={classes["row"]}
              style={{ transform: `translateY(${start}px)` }}
            >
              <ErrorRow directory={directory} error={error} onCopy={onCopy} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface ErrorRowProps {
  readonly directory: string;
  readonly error: FileErrorJson;
  readonly onCopy: (text: string) => Promise<boolean>;
}

function ErrorRow({ directory, error, onCopy }: ErrorRowProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), copiedForMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => setCopied(await onCopy(errorsAsText([error])));
  return (
    <>
      <div className={classes["what"]}>
        {/* What is wrong goes on after the path. */}
        <Text size="sm" className="path">
          <Text span inherit fw={550} title={error.path}>
            {pathWithin(directory, error.path)}
          </Text>
          {words.after} {error.error}
        </Text>
        <div className={classes["facts"]}>
          <span title={error.code}>{codeText(error.code)}</span>
          <time dateTime={error.at}>{timeText(error.at)}</time>
        </div>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={copied ? words.copied : words.copyOne(error.path)}
        onClick={() => void copy()}
      >
        {copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
      </ActionIcon>
    </>
  );
}
