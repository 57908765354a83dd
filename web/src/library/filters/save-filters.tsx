import { Button, VisuallyHidden } from "@mantine/core";
import { IconBookmark } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { texts } from "../../texts/texts.ts";
import { isFiltered, type LibrarySearch } from "../library-search.ts";
import { NameForm } from "./name-form.tsx";
import { savedOf } from "./saved-search.ts";
import { useChangeSaved } from "./use-saved-filters.ts";

const words = texts.filters.saved;

/** Keeps the filters of the address under a name. */
export function SaveFilters({ search }: { readonly search: LibrarySearch }) {
  const { add } = useChangeSaved();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <>
      {isOpen ? (
        <NameForm
          label={words.name}
          first=""
          isPending={add.isPending}
          error={add.error}
          onName={(name) => add.mutate({ name, ...savedOf(search) }, { onSuccess: () => setOpen(false) })}
          onCancel={() => setOpen(false)}
        />
      ) : (
        <Button
          ref={button}
          variant="default"
          fullWidth
          leftSection={<IconBookmark size={16} aria-hidden />}
          disabled={!isFiltered(search)}
          onClick={() => {
            add.reset();
            setOpen(true);
          }}
        >
          {words.saveAs}
        </Button>
      )}
      <VisuallyHidden role="status">
        {add.data === undefined || isOpen ? "" : words.saved(add.data.name)}
      </VisuallyHidden>
    </>
  );
}
