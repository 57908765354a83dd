import { IconFileAlert, IconFileOff } from "@tabler/icons-react";
import { texts } from "../texts/texts.ts";
import type { FileTrouble } from "./video-words.ts";

const icons = { missing: IconFileOff, unreadable: IconFileAlert } as const;

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
      <span className={textClass}>{texts.library.list[trouble]}</span>
    </>
  );
}
