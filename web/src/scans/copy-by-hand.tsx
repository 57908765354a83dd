import { Modal, Text, Textarea } from "@mantine/core";
import { texts } from "../texts/texts.ts";

const words = texts.scans.copyByHand;

interface CopyByHandProps {
  /** Null while there is nothing to copy. */
  readonly text: string | null;
  readonly onClose: () => void;
}

/** Shows a text, all of it selected, where the browser does not let the page copy it. */
export function CopyByHand({ text, onClose }: CopyByHandProps) {
  return (
    <Modal
      opened={text !== null}
      onClose={onClose}
      title={words.title}
      size="lg"
      closeButtonProps={{ "aria-label": words.close }}
    >
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
    </Modal>
  );
}
