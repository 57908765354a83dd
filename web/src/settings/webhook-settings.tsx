import { Button, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { DeliveryJson, SettingJson } from "../../../src/api/contract/settings.ts";
import { messageOf } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { texts } from "../texts/texts.ts";
import { visibleText } from "../texts/visible-text.tsx";
import { SettingField } from "./setting-field.tsx";
import { SettingSource } from "./setting-source.tsx";
import { SettingSwitch } from "./setting-switch.tsx";
import classes from "./settings-page.module.css";
import { useChangeSettings, useNewSecret } from "./use-settings.ts";
import { WebhookSecret } from "./webhook-secret.tsx";

const words = texts.webhook;

const events = ["completed", "cancelled", "failed"] as const;

interface WebhookSettingsProps {
  readonly address: SettingJson;
  readonly secret: SettingJson;
  readonly chosen: SettingJson;
  readonly afterChanges: SettingJson;
}

/** The webhook: its address, what it is told, and the last messages. */
export function WebhookSettings({ address, secret, chosen, afterChanges }: WebhookSettingsProps) {
  const isSet = address.value !== null;
  const made = useNewSecret();
  const saved = addressText(address.value);
  const [shown, setShown] = useState(saved);
  return (
    <section aria-labelledby="settings-webhook" className={classes["group"]}>
      <Title order={2} size="h4" id="settings-webhook">
        {words.title}
      </Title>
      <SettingField
        setting={address}
        {...words.address}
        inputMode="url"
        toText={addressText}
        onText={setShown}
        parse={(text) => {
          const typed = text.trim();
          if (typed === "") return { value: null };
          return /^https?:\/\/./i.test(typed) && URL.canParse(typed)
            ? { value: typed }
            : { problem: words.address.wrong };
        }}
        inWords={() => words.address.none}
      />
      <Events setting={chosen} />
      <SettingSwitch
        setting={afterChanges}
        label={words.after_changes.label}
        hint={words.after_changes.hint}
        inWords={(value) => (value === true ? words.after_changes.yes : words.after_changes.no)}
      />
      {isSet && <WebhookSecret setting={secret} />}
      {/* What a test said is about the address and the secret of that time. */}
      {isSet && <Test key={JSON.stringify([saved, shown, made])} isSaved={shown === saved} />}
      {isSet && <LastMessages />}
    </section>
  );
}

function addressText(value: SettingJson["value"]): string {
  return typeof value === "string" ? value : "";
}

function Events({ setting }: { readonly setting: SettingJson }) {
  const saving = useChangeSettings();
  const sourceId = useId();
  const chosen = Array.isArray(setting.value) ? setting.value : [];
  return (
    <div className={classes["field"]}>
      <Checkbox.Group
        label={words.events.label}
        value={[...chosen]}
        aria-describedby={sourceId}
        error={saving.error === null ? null : texts.settings.notSaved(messageOf(saving.error))}
        onChange={(next) => saving.mutate({ webhook_events: events.filter((event) => next.includes(event)) })}
      >
        <Stack gap="xs" mt="xs">
          {events.map((event) => (
            <Checkbox key={event} value={event} label={words.events.names[event]} disabled={!setting.changeable} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Group gap="xs">
        <SettingSource
          id={sourceId}
          setting={setting}
          inWords={() => words.events.all}
          onReset={() => saving.mutate({ webhook_events: null })}
          isPending={saving.isPending}
        />
      </Group>
    </div>
  );
}

/** @param props.isSaved whether the address that is shown is the one that a test goes to */
function Test({ isSaved }: { readonly isSaved: boolean }) {
  const api = useApi();
  const answerId = useId();
  const sending = useMutation({ mutationFn: () => api.testWebhook() });
  const { data, error } = sending;
  const text = !isSaved
    ? words.test.unsaved
    : error !== null
      ? messageOf(error)
      : data === undefined
        ? ""
        : data.delivered
          ? words.test.delivered(data.status ?? 0, data.answer)
          : words.test.failed(data.problem ?? "", data.answer);
  return (
    <Group gap="xs">
      {/* It can have the focus, for a screen reader to say why it does nothing. */}
      <Button
        variant="default"
        size="compact-sm"
        loading={sending.isPending}
        {...(!isSaved && { "aria-disabled": true, "data-disabled": true, "aria-describedby": answerId })}
        onClick={() => isSaved && sending.mutate()}
      >
        {words.test.send}
      </Button>
      <Text size="sm" role="status" id={answerId} className={classes["answer"]}>
        {visibleText(text)}
      </Text>
    </Group>
  );
}

/** How often the last messages are asked for, in milliseconds. */
const refreshMs = 10_000;

function LastMessages() {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["webhook", "deliveries"],
    queryFn: ({ signal }) => api.webhookDeliveries({ signal }),
    refetchInterval: refreshMs,
  });
  return (
    <div className={classes["field"]}>
      <Title order={3} size="h5">
        {words.last.title}
      </Title>
      {data?.length === 0 && <Text size="sm">{words.last.none}</Text>}
      {data !== undefined && data.length > 0 && (
        <ul className={classes["messages"]} aria-label={words.last.title}>
          {data.map((delivery) => (
            <li key={delivery.id}>
              <Text size="sm" fw={550}>
                {words.last.events[delivery.event] ?? delivery.event}
              </Text>
              <Text size="sm">{stateOf(delivery)}</Text>
              {delivery.problem !== null && (
                <Text size="sm" c="dimmed">
                  {visibleText(delivery.problem)}
                </Text>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function stateOf({ state, attempts, next_at: next, delivered_at: delivered }: DeliveryJson): string {
  switch (state) {
    case "delivered":
      return words.last.delivered(delivered ?? "");
    case "waiting":
      return words.last.waiting(next ?? "", attempts);
    case "given_up":
      return words.last.givenUp(attempts);
  }
}
