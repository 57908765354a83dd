import { ActionIcon, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { FileErrorJson } from "../../../../src/api/contract/file-errors.ts";
import { timeText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { VisibleText, visibleText } from "../../texts/visible-text.tsx";
import classes from "./error-list.module.css";
import { errorName, pathWithin } from "./error-search.ts";
import { errorsAsText } from "./errors-text.ts";

const words = texts.scans.errors;

/** The assumed height of a row before it is measured, in pixels. */
const usualHeight = 66;

/** The next errors are loaded when this many rows are left. */
const nearEnd = 40;

/** How long a row shows that it was copied, in milliseconds. */
const copiedForMs = 2_000;

interface ErrorListProps {
  readonly label: string;
  /** The directory of the scan. Paths are shown relative to it. */
  readonly directory: string;
  readonly errors: readonly FileErrorJson[];
  /** Copies a text to the clipboard, and returns whether that worked. */
  readonly onCopy: (text: string) => Promise<boolean>;
  /** Called when the end of the list comes near. */
  readonly onNearEnd?: () => void;
}

/** A list of errors. Only visible rows are rendered, so there may be any number of errors. */
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
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by keyboard
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
        <Text size="sm" className="path">
          <Text span inherit fw={550} title={visibleText(error.path)}>
            <VisibleText text={pathWithin(directory, error.path)} />
          </Text>
          {words.after} <VisibleText text={error.error} />
        </Text>
        <div className={classes["facts"]}>
          <span title={error.code}>{errorName(error)}</span>
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
