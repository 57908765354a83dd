import { Button, Checkbox, Stack, Text } from "@mantine/core";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { texts } from "../texts/texts.ts";

const words = texts.watching;

interface WatchFieldProps {
  readonly root: RootJson;
  readonly isChosen: boolean;
  readonly onChange: (isChosen: boolean) => void;
  /** Chooses a schedule; null if there is one. */
  readonly onSchedule: (() => void) | null;
}

/** The choice whether a directory is watched, and whether that works. */
export function WatchField({ root, isChosen, onChange, onSchedule }: WatchFieldProps) {
  const { watch, watch_state: state, watch_problem: problem } = root;
  return (
    <Stack gap="xs" align="flex-start">
      <Checkbox
        label={words.label}
        description={words.hint}
        checked={isChosen}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {watch && isChosen && (
        <Text size="sm" role="status" className="path">
          {words.state(state, problem)}
        </Text>
      )}
      {watch && isChosen && state === "unsupported" && onSchedule !== null && (
        <Button
          variant="light"
          size="xs"
          onClick={() => {
            onChange(false);
            onSchedule();
          }}
        >
          {words.offer}
        </Button>
      )}
    </Stack>
  );
}
