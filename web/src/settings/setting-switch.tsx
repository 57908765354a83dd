import { Checkbox, Group, Text } from "@mantine/core";
import { useId } from "react";
import type { SettingJson } from "../../../src/api/contract/settings.ts";
import { messageOf } from "../api/failures.ts";
import { texts } from "../texts/texts.ts";
import { SettingSource } from "./setting-source.tsx";
import classes from "./settings-page.module.css";
import { useChangeSettings } from "./use-settings.ts";

const words = texts.settings;

interface SettingSwitchProps {
  readonly setting: SettingJson;
  readonly label: string;
  readonly hint?: string;
  readonly inWords: (value: SettingJson["value"]) => string;
}

/** A setting that is on or off. It is saved when it is pressed. */
export function SettingSwitch({ setting, label, hint, inWords }: SettingSwitchProps) {
  const { name, value, changeable: isChangeable } = setting;
  const saving = useChangeSettings();
  const send = (next: boolean | null) => saving.mutate({ [name]: next });
  const sourceId = useId();
  return (
    <div className={classes["field"]}>
      <Checkbox
        label={label}
        description={hint}
        checked={value === true}
        disabled={!isChangeable}
        aria-describedby={sourceId}
        onChange={({ currentTarget }) => send(currentTarget.checked)}
      />
      <Group gap="xs">
        <SettingSource
          id={sourceId}
          setting={setting}
          inWords={inWords}
          onReset={() => send(null)}
          isPending={saving.isPending}
        />
        <Text size="sm" role="status">
          {saving.isSuccess ? words.saved : ""}
        </Text>
      </Group>
      {saving.error !== null && (
        <Text size="sm" fw={600} role="alert">
          {words.notSaved(messageOf(saving.error))}
        </Text>
      )}
    </div>
  );
}
