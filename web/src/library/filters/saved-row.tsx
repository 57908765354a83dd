import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconDotsVertical, IconPencil, IconReplace, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { SavedFilterJson } from "../../../../src/api/contract/saved-filters.ts";
import { messageOf } from "../../api/failures.ts";
import { texts } from "../../texts/texts.ts";
import { visibleText } from "../../texts/visible-text.tsx";
import { isFiltered, type LibrarySearch } from "../library-search.ts";
import classes from "./filters.module.css";
import { NameForm } from "./name-form.tsx";
import { isShown, savedOf, searchOf } from "./saved-search.ts";
import { useChangeSaved } from "./use-saved-filters.ts";

const words = texts.filters.saved;

interface SavedRowProps {
  readonly saved: SavedFilterJson;
  readonly search: LibrarySearch;
  readonly onChange: (changes: LibrarySearch) => void;
  readonly onRemove: () => void;
}

/** Saved filters, which a press shows, with a menu. */
export function SavedRow({ saved, search, onChange, onRemove }: SavedRowProps) {
  const { change } = useChangeSaved();
  const [isRenaming, setRenaming] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const wasRenaming = useRef(false);
  useEffect(() => {
    if (wasRenaming.current && !isRenaming) button.current?.focus();
    wasRenaming.current = isRenaming;
  }, [isRenaming]);
  const { saved_filter_id: id, name } = saved;
  if (isRenaming) {
    return (
      <li>
        <NameForm
          label={words.newName(name)}
          first={name}
          isPending={change.isPending}
          error={change.error}
          onName={(next) => change.mutate({ id, name: next }, { onSuccess: () => setRenaming(false) })}
          onCancel={() => setRenaming(false)}
        />
      </li>
    );
  }
  return (
    <li>
      <div className={classes["row"]}>
        <button
          ref={button}
          type="button"
          className={classes["saved"]}
          aria-pressed={isShown(saved, search)}
          title={visibleText(name)}
          onClick={() => onChange(searchOf(saved))}
        >
          <bdi>{visibleText(name)}</bdi>
        </button>
        <Menu position="bottom-end" width={270}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size={28} aria-label={words.more(name)}>
              <IconDotsVertical size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconPencil size={16} aria-hidden />}
              onClick={() => {
                change.reset();
                setRenaming(true);
              }}
            >
              {words.rename}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconReplace size={16} aria-hidden />}
              disabled={!isFiltered(search) || isShown(saved, search)}
              onClick={() => change.mutate({ id, ...savedOf(search) })}
            >
              {words.replace}
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={onRemove}>
              {words.remove}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {change.error !== null && (
        <Text size="sm" role="alert">
          {messageOf(change.error)}
        </Text>
      )}
    </li>
  );
}
