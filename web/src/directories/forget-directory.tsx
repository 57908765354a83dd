import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { Dialog } from "../shell/dialog.tsx";
import { texts } from "../texts/texts.ts";

const words = texts.directories.forget;

interface ForgetDirectoryProps {
  readonly root: RootJson;
  /** What names it where its path is not beside its name. */
  readonly shownName: string;
  readonly onForget: (withVideos: boolean) => void;
  readonly onClose: () => void;
}

/** Asks whether to forget a directory of the library, and says how many videos would be forgotten with it. */
export function ForgetDirectory({ root, shownName, onForget, onClose }: ForgetDirectoryProps) {
  const [withVideos, setWithVideos] = useState(false);
  return (
    <Dialog isOpen onClose={onClose} title={words.title(shownName)} closeLabel={words.close} size="md">
      <Stack gap="md">
        <Text size="sm">{words.text}</Text>
        {root.videos > 0 && (
          <Checkbox
            label={words.withVideos(root.videos)}
            checked={withVideos}
            onChange={({ currentTarget }) => setWithVideos(currentTarget.checked)}
          />
        )}
        <Group gap="xs">
          <Button color="red" size="sm" onClick={() => onForget(root.videos > 0 && withVideos)}>
            {words.confirm}
          </Button>
          {/* The safe answer has the focus. */}
          <Button variant="default" size="sm" onClick={onClose} data-autofocus>
            {words.keep}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
