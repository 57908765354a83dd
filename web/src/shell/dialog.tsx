import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useFocusBack } from "./use-focus-back.ts";

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** The label of the button that closes the dialog. */
  readonly closeLabel: string;
  readonly size: "md" | "lg";
  readonly children: ReactNode;
}

/** A dialog with a title and a button that closes it. */
export function Dialog({ isOpen, onClose, title, closeLabel, size, children }: DialogProps) {
  useFocusBack(isOpen);
  return (
    <Modal.Root opened={isOpen} onClose={onClose} size={size}>
      <Modal.Overlay />
      <Modal.Content>
        {/* Mantine renders a header element, which would be a second banner of the page. */}
        <Modal.Header role="presentation">
          <Modal.Title fw={650} fz="lg" lh={1.3}>
            {title}
          </Modal.Title>
          <Modal.CloseButton aria-label={closeLabel} />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
