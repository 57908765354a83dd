import { Text, Textarea } from "@mantine/core";
import { Dialog } from "../../shell/dialog.tsx";
import { texts } from "../../texts/texts.ts";

const words = texts.scans.copyByHand;

interface CopyByHandProps {
  /** Null while there is nothing to copy. */
  readonly text: string | null;
  readonly onClose: () => void;
}

/** Shows a selected text to copy by hand, for browsers that do not let the page copy. */
export function CopyByHand({ text, onClose }: CopyByHandProps) {
  return (
    <Dialog isOpen={text !== null} onClose={onClose} title={words.title} closeLabel={words.close} size="lg">
      <Text size="sm" mb="sm">
        {words.text}
      </Text>
      <Textarea
        value={text ?? ""}
        readOnly
        rows={12}
        aria-label={words.label}
        data-autofocus
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { whiteSpace: "pre", fontFamily: "var(--mantine-font-family-monospace)" } }}
      />
    </Dialog>
  );
}
