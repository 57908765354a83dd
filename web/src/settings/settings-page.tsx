import { Loader, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { SettingJson } from "../../../src/api/contract/settings.ts";
import { LoadFailed } from "../scans/load-failed.tsx";
import { useTitle } from "../shell/page-title.ts";
import { texts } from "../texts/texts.ts";
import { FixedSettings, Versions } from "./fixed-settings.tsx";
import { OwnNotificationsSwitch } from "./own-notifications-switch.tsx";
import { SettingField } from "./setting-field.tsx";
import { SettingSwitch } from "./setting-switch.tsx";
import classes from "./settings-page.module.css";
import { AskBeforeLeaving } from "./unsaved.tsx";
import { useSettings } from "./use-settings.ts";
import { WebhookSettings } from "./webhook-settings.tsx";

const words = texts.settings;

/** The settings of the server: those that may change while it runs, and the others. */
export function SettingsPage() {
  const { data, error, refetch } = useSettings();
  useTitle(words.title);
  return (
    <div className={classes["page"]}>
      <Title order={1} size="h2">
        {words.title}
      </Title>
      {data === undefined && error !== null && (
        <LoadFailed title={words.notLoaded} error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Loader size="sm" aria-label={words.loading} />}
      {data !== undefined && (
        <AskBeforeLeaving>
          <Groups settings={data} />
        </AskBeforeLeaving>
      )}
    </div>
  );
}

/** The settings that have a field of their own. */
const shownAbove = new Set([
  "max_rate",
  "probers",
  "exclude",
  "exclude_samples",
  "keep_history",
  "webhook",
  "webhook_secret",
  "webhook_events",
  "webhook_after_changes",
]);

function Groups({ settings }: { readonly settings: readonly SettingJson[] }) {
  const find = (name: string) => settings.find((setting) => setting.name === name);
  const [rate, probers, exclude, samples, history, webhook, secret, events, afterChanges] = [...shownAbove].map(find);
  const { values } = words;
  return (
    <>
      <Text size="sm">{words.intro}</Text>
      <Section id="scans" title={words.scans}>
        {rate !== undefined && (
          <SettingField
            setting={rate}
            {...words.max_rate}
            inputMode="decimal"
            toText={(value) => (value === null ? "" : String(value))}
            parse={(text) => numberIn(text, words.max_rate.wrong, (number) => number >= 0 && number <= 1_000_000)}
            inWords={(value) => values.rate(Number(value))}
          />
        )}
        {probers !== undefined && (
          <SettingField
            setting={probers}
            {...words.probers}
            inputMode="numeric"
            toText={(value) => (value === null ? "" : String(value))}
            parse={(text) =>
              text.trim() === ""
                ? { value: null }
                : numberIn(text, words.probers.wrong, (n) => Number.isInteger(n) && n >= 1 && n <= 256)
            }
            inWords={(value) => (value === null ? words.probers.itself : values.processes(Number(value)))}
          />
        )}
        {exclude !== undefined && (
          <SettingField
            setting={exclude}
            {...words.exclude}
            isLong
            toText={(value) => (Array.isArray(value) ? value.join("\n") : "")}
            parse={(text) => ({ value: text.split("\n").filter((line) => line.trim() !== "") })}
            inWords={(value) => (Array.isArray(value) && value.length > 0 ? value.join("  ") : words.exclude.none)}
          />
        )}
        {samples !== undefined && (
          <SettingSwitch
            setting={samples}
            label={words.exclude_samples.label}
            inWords={(value) => (value === true ? words.exclude_samples.yes : words.exclude_samples.no)}
          />
        )}
      </Section>
      <Section id="history" title={words.history}>
        {history !== undefined && (
          <SettingField
            setting={history}
            {...words.keep_history}
            inputMode="decimal"
            toText={(value) => (value === null ? "" : String(value))}
            parse={(text) => numberIn(text, words.keep_history.wrong, (number) => number >= 1 && number <= 36_500)}
            inWords={(value) => values.days(Number(value))}
          />
        )}
      </Section>
      {webhook !== undefined && secret !== undefined && events !== undefined && afterChanges !== undefined && (
        <WebhookSettings address={webhook} secret={secret} chosen={events} afterChanges={afterChanges} />
      )}
      <OwnNotificationsSwitch />
      <FixedSettings settings={settings.filter(({ name }) => !shownAbove.has(name))} />
      <Versions />
    </>
  );
}

function Section({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <section aria-labelledby={`settings-${id}`} className={classes["group"]}>
      <Title order={2} size="h4" id={`settings-${id}`}>
        {title}
      </Title>
      {children}
    </section>
  );
}

/** A decimal comma is as good as a point. */
function numberIn(text: string, wrong: string, isRight: (value: number) => boolean) {
  const value = text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", "."));
  return isRight(value) ? { value } : { problem: wrong };
}
