import { Button, Group, Text, Textarea, TextInput } from "@mantine/core";
import { type SubmitEvent, useEffect, useId, useRef, useState } from "react";
import type { SettingJson } from "../../../src/api/contract/settings.ts";
import { texts } from "../texts/texts.ts";
import { refusedChange } from "./refused-change.ts";
import { SettingSource } from "./setting-source.tsx";
import classes from "./settings-page.module.css";
import { useReportUnsaved } from "./unsaved.tsx";
import { useChangeSettings } from "./use-settings.ts";

const words = texts.settings;

type Value = SettingJson["value"];

interface SettingFieldProps {
  readonly setting: SettingJson;
  readonly label: string;
  readonly hint: string;
  /** A value as it is typed. */
  readonly toText: (value: Value) => string;
  /** What was typed as a value, or what is wrong with it. */
  readonly parse: (text: string) => { readonly value: Value } | { readonly problem: string };
  /** A value in words. */
  readonly inWords: (value: Value) => string;
  /** Whether it has several lines. Default false. */
  readonly isLong?: boolean;
  readonly inputMode?: "decimal" | "numeric" | "url" | "text";
  /** What belongs to it, below it. */
  readonly note?: string;
  /** Called with what stands in the field, saved or not. */
  readonly onText?: (text: string) => void;
}

/** A setting that is typed, and saved by itself. */
export function SettingField(props: SettingFieldProps) {
  const { setting, label, hint, toText, parse, inWords, isLong = false, inputMode = "text", note, onText } = props;
  const { name, value, changeable: isChangeable } = setting;
  const kept = toText(value);
  /** What was typed and is not saved; null: nothing. */
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const saving = useChangeSettings();
  const input = useRef<HTMLElement | null>(null);
  const sourceId = useId();
  const text = typed ?? kept;
  const isChanged = text !== kept;
  useReportUnsaved(label, isChanged);
  useEffect(() => onText?.(text), [onText, text]);
  const send = (next: Value) =>
    saving.mutate(
      { [name]: next },
      {
        onSuccess: () => {
          setTyped(null);
          // The button that was pressed is gone.
          input.current?.focus();
        },
      },
    );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isChanged) return;
    const parsed = parse(text);
    if ("problem" in parsed) {
      setProblem(parsed.problem);
      input.current?.focus();
    } else send(parsed.value);
  };
  const reset = () => {
    setProblem(null);
    send(null);
  };
  const lines = text.split("\n").flatMap((line, nth) => (line.trim() === "" ? [] : [nth + 1]));
  const refused = saving.error === null ? null : refusedChange(saving.error, lines);
  const field = {
    label,
    description: hint,
    value: text,
    readOnly: !isChangeable,
    variant: isChangeable ? "default" : "filled",
    error: problem ?? refused,
    autoComplete: "off",
    spellCheck: false,
    inputMode,
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) => {
      setTyped(currentTarget.value);
      setProblem(null);
      saving.reset();
    },
  };
  return (
    <form onSubmit={submit} noValidate className={classes["field"]} aria-describedby={sourceId}>
      {isLong ? (
        <Textarea
          {...field}
          ref={(element) => {
            input.current = element;
          }}
          rows={4}
          resize="vertical"
        />
      ) : (
        <TextInput
          {...field}
          ref={(element) => {
            input.current = element;
          }}
          className={inputMode === "url" ? undefined : classes["short"]}
        />
      )}
      {note !== undefined && (
        <Text size="sm" c="dimmed">
          {note}
        </Text>
      )}
      <Group gap="xs">
        {(isChanged || saving.isPending) && (
          <Button type="submit" size="compact-sm" loading={saving.isPending}>
            {words.save}
          </Button>
        )}
        <SettingSource id={sourceId} setting={setting} inWords={inWords} onReset={reset} isPending={saving.isPending} />
        <Text size="sm" role="status">
          {saving.isSuccess && !isChanged ? words.saved : ""}
        </Text>
      </Group>
    </form>
  );
}
