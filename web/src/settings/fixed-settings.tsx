import { Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { SettingJson } from "../../../src/api/contract/settings.ts";
import { useApi } from "../api/use-api.ts";
import { texts } from "../texts/texts.ts";
import { visibleText } from "../texts/visible-text.tsx";
import classes from "./settings-page.module.css";

const words = texts.settings.fixed;
const versionWords = texts.settings.versions;

/** Without a server for the database, nobody needs them. */
const onlyOnPostgres = new Set(["database_direct_url", "no_worker"]);

/** The settings that hold until the next start. */
export function FixedSettings({ settings }: { readonly settings: readonly SettingJson[] }) {
  const isInFile = settings.some(({ name, value }) => name === "database_url" && value === null);
  const shown = settings.filter(({ name }) => !(isInFile && onlyOnPostgres.has(name)));
  return (
    <section aria-labelledby="fixed-settings" className={classes["group"]}>
      <Title order={2} size="h4" id="fixed-settings">
        {words.title}
      </Title>
      <Text size="sm">{words.text}</Text>
      <dl className={classes["facts"]}>
        {shown.map((setting) => (
          <div key={setting.name} className={classes["fact"]}>
            <dt>{words.names[setting.name] ?? setting.environment}</dt>
            <dd>
              <bdi>{visibleText(valueOf(setting))}</bdi>
              <Text component="span" size="sm" c="dimmed" className={classes["origin"]}>
                {setting.set_by ?? words.default}
              </Text>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function valueOf({ name, value, secret, is_set: isSet, unit }: SettingJson): string {
  if (secret && isSet) return words.secret;
  if (name === "database_url" && value === null) return words.inFile;
  if (Array.isArray(value) && value.length > 0) return value.join("  ");
  if (name === "roots") return words.allRoots;
  if (value === null || value === "" || Array.isArray(value)) return words.none;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  return unit === "seconds" && typeof value === "number" ? words.seconds(value) : String(value);
}

/** The versions of the server. */
export function Versions() {
  const api = useApi();
  const { data } = useQuery({ queryKey: ["version"], queryFn: ({ signal }) => api.version({ signal }) });
  if (data === undefined) return null;
  const facts = [
    [versionWords.gleaner, data.app_version],
    [versionWords.node, data.node_version],
    [versionWords.prober, versionWords.proberText(data.prober)],
  ] as const;
  return (
    <section aria-labelledby="versions" className={classes["group"]}>
      <Title order={2} size="h4" id="versions">
        {versionWords.title}
      </Title>
      <dl className={classes["facts"]}>
        {facts.map(([name, value]) => (
          <div key={name} className={classes["fact"]}>
            <dt>{name}</dt>
            <dd lang="en">{visibleText(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
