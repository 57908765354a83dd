import { Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useRef, useState } from "react";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { messageOf } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { DirectoryField } from "../directory-choice/directory-field.tsx";
import { useEnteredDirectory } from "../directory-choice/use-entered-directory.ts";
import { loadAgain } from "../live/load-again.ts";
import { libraryKey } from "../live/use-library-refresh.ts";
import { Dialog } from "../shell/dialog.tsx";
import { FormButtons } from "../shell/form-buttons.tsx";
import { texts } from "../texts/texts.ts";

const words = texts.directories.add;

interface AddDirectoryProps {
  readonly onAdded: (root: RootJson) => void;
  readonly onClose: () => void;
}

/** Adds a directory to the library without a scan, so that it can be set first. */
export function AddDirectory({ onAdded, onClose }: AddDirectoryProps) {
  const api = useApi();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const adding = useMutation({
    mutationFn: (path: string) => api.addRoot({ path }),
    onSuccess: async (root) => {
      await loadAgain(queries, [libraryKey, "roots"]);
      onAdded(root);
    },
  });
  const directory = useEnteredDirectory(text, (next) => {
    setText(next);
    // The refusal was about the old path.
    adding.reset();
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const path = directory.take();
    if (path === null) input.current?.focus();
    else if (!adding.isPending) adding.mutate(path);
  };
  return (
    <Dialog isOpen onClose={onClose} title={words.title} closeLabel={words.close} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm">{words.text}</Text>
          <DirectoryField
            directory={directory}
            refusal={adding.error === null ? null : messageOf(adding.error)}
            input={input}
          />
          <FormButtons words={words.buttons} isPending={adding.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
