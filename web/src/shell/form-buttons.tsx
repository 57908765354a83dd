import { Button, Group } from "@mantine/core";

interface FormButtonsProps {
  /** The words on the two buttons. */
  readonly words: { readonly submit: string; readonly cancel: string };
  /** Whether the form is being sent. */
  readonly isPending: boolean;
  readonly onCancel: () => void;
  readonly className?: string | undefined;
}

/** The buttons at the end of a form in a dialog. */
export function FormButtons({ words, isPending, onCancel, className = "" }: FormButtonsProps) {
  return (
    <Group gap="xs" className={className}>
      <Button type="submit" size="sm" loading={isPending}>
        {words.submit}
      </Button>
      <Button variant="default" size="sm" onClick={onCancel} disabled={isPending}>
        {words.cancel}
      </Button>
    </Group>
  );
}
