import { IconAlertTriangle, IconClockQuestion, IconFileAlert, IconFileOff, IconScissors } from "@tabler/icons-react";
import { texts } from "../texts/texts.ts";
import type { FileTrouble } from "./video-words.ts";

const icons = {
  missing: IconFileOff,
  unreadable: IconFileAlert,
  broken: IconAlertTriangle,
  truncated: IconScissors,
  length: IconClockQuestion,
} as const satisfies Record<FileTrouble, unknown>;

const { list, toolbar } = texts.library;
const names: Readonly<Record<FileTrouble, string>> = {
  missing: list.missing,
  unreadable: list.unreadable,
  broken: toolbar.broken,
  ...toolbar.suspects,
};

/** What is wrong with the file of a video, as an icon and a word. */
export function FileTroubleMark({
  trouble,
  textClass,
}: {
  readonly trouble: FileTrouble;
  readonly textClass?: string | undefined;
}) {
  const Icon = icons[trouble];
  return (
    <>
      <Icon size={14} aria-hidden />
      <span className={textClass}>{names[trouble]}</span>
    </>
  );
}
