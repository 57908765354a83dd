import { Button, Loader } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import type { MouseEvent, ReactNode } from "react";
import classes from "./cancel-action.module.css";

interface CancelActionProps {
  readonly isCancelling: boolean;
  /** `dialog`: large and filled. `list`: small and light, beside other scans. */
  readonly place: "dialog" | "list";
  /** Default: the text. */
  readonly label?: string;
  /** The text. */
  readonly children: ReactNode;
  /** Called with a press, unless the scan is already cancelling. */
  readonly onPress: (event: MouseEvent) => void;
}

/** The button that cancels. While the scan is cancelling, it shows a spinner, does nothing, and keeps the focus. */
export function CancelAction({ isCancelling, place, label, children, onPress }: CancelActionProps) {
  const isLarge = place === "dialog";
  return (
    <Button
      color="red"
      variant={isLarge ? "filled" : "light"}
      size={isLarge ? "sm" : "xs"}
      leftSection={
        isCancelling ? (
          <Loader size={isLarge ? 16 : 14} color="currentColor" aria-hidden />
        ) : (
          <IconPlayerStop size={isLarge ? 18 : 16} aria-hidden />
        )
      }
      // `disabled` would take the focus away.
      aria-disabled={isCancelling}
      {...(isLarge && isCancelling && { "data-disabled": true })}
      {...(label !== undefined && { "aria-label": label })}
      className={classes["button"]}
      onClick={(event) => {
        if (!isCancelling) onPress(event);
      }}
    >
      {children}
    </Button>
  );
}
