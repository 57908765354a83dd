import { Checkbox, Text, Title } from "@mantine/core";
import { useState } from "react";
import { notificationState, turnNotificationsOff, turnNotificationsOn } from "../notifications/own-notifications.ts";
import { texts } from "../texts/texts.ts";
import classes from "./settings-page.module.css";

const words = texts.notifications;

/** Turns the notifications of this browser on and off. */
export function OwnNotificationsSwitch() {
  const [state, setState] = useState(notificationState);
  const mayChange = state === "on" || state === "off";
  const change = async (isOn: boolean) => setState(isOn ? await turnNotificationsOn() : turnNotificationsOff());
  return (
    <section aria-labelledby="settings-notifications" className={classes["group"]}>
      <Title order={2} size="h4" id="settings-notifications">
        {words.title}
      </Title>
      <Checkbox
        label={words.label}
        description={words.hint}
        checked={state === "on"}
        disabled={!mayChange}
        onChange={({ currentTarget }) => void change(currentTarget.checked)}
      />
      <Text size="sm" role="status" className={classes["said"]}>
        {words.states[state]}
      </Text>
    </section>
  );
}
