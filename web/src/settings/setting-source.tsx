import { Button, Text } from "@mantine/core";
import type { SettingJson } from "../../../src/api/contract/settings.ts";
import { texts } from "../texts/texts.ts";

const words = texts.settings;

interface SettingSourceProps {
  readonly id: string;
  readonly setting: SettingJson;
  readonly inWords: (value: SettingJson["value"]) => string;
  readonly onReset: () => void;
  readonly isPending: boolean;
}

/** Says where a value comes from, and goes back to the default. */
export function SettingSource({ id, setting, inWords, onReset, isPending }: SettingSourceProps) {
  const { source, set_by: by, default: usual } = setting;
  const text = source === "saved" ? words.source.saved : by === null ? words.source.default : words.source.given(by);
  return (
    <>
      <Text size="sm" c="dimmed" id={id}>
        {text}
      </Text>
      {source === "saved" && (
        <Button variant="subtle" size="compact-sm" onClick={onReset} disabled={isPending}>
          {words.reset(inWords(usual))}
        </Button>
      )}
    </>
  );
}
