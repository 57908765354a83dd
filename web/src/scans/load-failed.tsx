import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { messageOf } from "../api/failures.ts";
import { texts } from "../texts/texts.ts";

interface LoadFailedProps {
  /** What could not be loaded. */
  readonly title: string;
  readonly error: Error | null;
  readonly onRetry: () => void;
}

/** Says that something could not be loaded and why, with a button that tries again. */
export function LoadFailed({ title, error, onRetry }: LoadFailedProps) {
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Text size="sm">{messageOf(error)}</Text>
      <Button variant="default" size="xs" mt="sm" onClick={onRetry}>
        {texts.scans.retry}
      </Button>
    </Alert>
  );
}
