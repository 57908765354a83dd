import { Button, Group, Text } from "@mantine/core";
import { messageOf } from "../api/failures.ts";

interface MoreButtonProps {
  readonly label: string;
  /** A list that is loaded page by page. */
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: Error | null;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}

/** A button below a list that loads its next page, and says why that has failed. */
export function MoreButton({ label, list }: MoreButtonProps) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = list;
  if (!hasNextPage) return null;
  return (
    <Group gap="xs">
      <Button variant="default" size="sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {label}
      </Button>
      {isFetchNextPageError && (
        <Text size="sm" role="alert">
          {messageOf(error)}
        </Text>
      )}
    </Group>
  );
}
