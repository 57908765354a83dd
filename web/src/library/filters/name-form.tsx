import { Button, Group, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { messageOf } from "../../api/failures.ts";
import { texts } from "../../texts/texts.ts";

const words = texts.filters.saved;

/** The server's limit, in characters. */
const longestName = 100;

interface NameFormProps {
  readonly label: string;
  readonly first: string;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onName: (name: string) => void;
  readonly onCancel: () => void;
}

/** Asks for the name of saved filters. */
export function NameForm({ label, first, isPending, error, onName, onCancel }: NameFormProps) {
  const [name, setName] = useState(first);
  const over = name.trim().length - longestName;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === "" || over > 0) input.current?.focus();
        else onName(name);
      }}
    >
      <TextInput
        ref={input}
        size="xs"
        aria-label={label}
        placeholder={label}
        required
        withAsterisk={false}
        autoComplete="off"
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        // Escape leaves the field, and the panel stays open. Mantine has this attribute for that.
        data-mantine-stop-propagation="true"
        onKeyDown={({ key }) => {
          if (key === "Escape") onCancel();
        }}
        error={over > 0 ? words.tooLong(over, longestName) : error === null ? undefined : messageOf(error)}
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="compact-sm" loading={isPending}>
          {words.save}
        </Button>
        <Button variant="default" size="compact-sm" onClick={onCancel} disabled={isPending}>
          {words.cancel}
        </Button>
      </Group>
    </form>
  );
}
