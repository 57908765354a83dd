import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";
import type { SettingJson } from "../../../src/api/contract/settings.ts";
import { messageOf } from "../api/failures.ts";
import { texts } from "../texts/texts.ts";
import classes from "./settings-page.module.css";
import { useChangeSettings, useNewSecret } from "./use-settings.ts";

const words = texts.webhook.secret;

/** The secret of the webhook. It is shown once, when it is made. */
export function WebhookSecret({ setting }: { readonly setting: SettingJson }) {
  const saving = useChangeSettings();
  const made = useNewSecret();
  const [isAsking, setIsAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  // The buttons that answered are gone.
  useEffect(() => {
    if (wasAsking.current && !isAsking) button.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  const make = () => saving.mutate({ webhook_secret: null }, { onSettled: () => setIsAsking(false) });
  return (
    <div className={classes["field"]}>
      <Text size="sm" fw={550}>
        {words.label}
      </Text>
      <Text size="sm">{words.text}</Text>
      <div role="status">
        {made !== null && (
          <Stack gap="xs">
            <Text size="sm">{words.shown}</Text>
            <Code block className={classes["secret"]}>
              {made}
            </Code>
          </Stack>
        )}
      </div>
      <Group gap="xs">
        {made !== null && (
          <CopyButton value={made}>
            {({ copied, copy }) => (
              <Button variant="default" size="compact-sm" onClick={copy}>
                {copied ? words.copied : words.copy}
              </Button>
            )}
          </CopyButton>
        )}
        {setting.changeable ? (
          !isAsking && (
            <Button
              ref={button}
              variant="default"
              size="compact-sm"
              loading={saving.isPending}
              onClick={() => (setting.is_set ? setIsAsking(true) : make())}
            >
              {words.make}
            </Button>
          )
        ) : (
          <Text size="sm" c="dimmed">
            {texts.settings.source.given(setting.set_by ?? setting.environment)}
          </Text>
        )}
      </Group>
      {isAsking && <Question isPending={saving.isPending} onReplace={make} onKeep={() => setIsAsking(false)} />}
      {saving.error !== null && (
        <Text size="sm" fw={600} role="alert">
          {texts.settings.notSaved(messageOf(saving.error))}
        </Text>
      )}
    </div>
  );
}

interface QuestionProps {
  readonly isPending: boolean;
  readonly onReplace: () => void;
  readonly onKeep: () => void;
}

function Question({ isPending, onReplace, onKeep }: QuestionProps) {
  const keep = useRef<HTMLButtonElement>(null);
  const textId = useId();
  // The safe answer.
  useEffect(() => keep.current?.focus(), []);
  return (
    <div role="group" aria-labelledby={textId}>
      <Text size="sm" id={textId} mb="xs">
        {words.replace.text}
      </Text>
      <Group gap="xs">
        <Button color="red" size="compact-sm" loading={isPending} onClick={onReplace}>
          {words.replace.confirm}
        </Button>
        <Button ref={keep} variant="default" size="compact-sm" disabled={isPending} onClick={onKeep}>
          {words.replace.keep}
        </Button>
      </Group>
    </div>
  );
}
