import { Checkbox, Stack, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { useApi } from "../api/use-api.ts";
import { ShortenedPath } from "../paths/shortened-path.tsx";
import { texts } from "../texts/texts.ts";
import classes from "./exclude-fields.module.css";
import { type ExcludeForm, patternsOf } from "./exclude-form.ts";
import { type RefusedSetting, refusedSetting } from "./refused-setting.ts";

const words = texts.excluding;

/** The pause in typing before patterns are tried, in milliseconds. */
const pauseMs = 400;

const mostExamples = 5;

interface ExcludeFieldsProps {
  readonly root: RootJson;
  readonly form: ExcludeForm;
  readonly problem: RefusedSetting | null;
  readonly onChange: (form: ExcludeForm) => void;
}

/** The patterns of files and directories that scans leave out, with the videos that they would remove. */
export function ExcludeFields({ root, form, problem, onChange }: ExcludeFieldsProps) {
  const preview = usePreview(root, form);
  const failure = preview.kind === "failed" ? preview.problem : null;
  const refused = [problem, failure].find((each) => each?.field === "exclude")?.text ?? null;
  return (
    <Stack gap="xs">
      <Textarea
        label={words.label}
        description={words.hint}
        value={form.text}
        rows={3}
        resize="vertical"
        error={refused}
        spellCheck={false}
        autoComplete="off"
        onChange={({ currentTarget }) => onChange({ ...form, text: currentTarget.value })}
      />
      <Checkbox
        label={words.samples}
        checked={form.withoutSamples}
        onChange={({ currentTarget }) => onChange({ ...form, withoutSamples: currentTarget.checked })}
      />
      <div>
        <Text size="sm" role="status">
          {statusOf(preview, root)}
        </Text>
        {preview.kind === "counted" && <Examples root={root} {...preview} />}
      </div>
      <Text size="sm" c="dimmed">
        {words.note}
      </Text>
    </Stack>
  );
}

type Preview =
  | { readonly kind: "nothing" | "counting" }
  | { readonly kind: "counted"; readonly videos: number; readonly examples: readonly string[] }
  | { readonly kind: "failed"; readonly problem: RefusedSetting };

/** Asks which videos the patterns would leave out, after each pause in typing. */
function usePreview(root: RootJson, form: ExcludeForm): Preview {
  const api = useApi();
  const [tried] = useDebouncedValue(form, pauseMs);
  const patterns = patternsOf(tried);
  const { data, error } = useQuery({
    queryKey: ["exclude", root.root_id, patterns],
    queryFn: ({ signal }) =>
      api.previewExclude({ path: root.path, exclude: [...patterns], as_root_patterns: true }, { signal }),
    enabled: patterns.length > 0,
    // A scan may have changed the library since.
    gcTime: 0,
  });
  if (patternsOf(form).length === 0) return { kind: "nothing" };
  if (tried !== form) return { kind: "counting" };
  if (error !== null) return { kind: "failed", problem: refusedSetting(error, tried) };
  return data === undefined ? { kind: "counting" } : { kind: "counted", ...data };
}

function statusOf(preview: Preview, root: RootJson): string {
  switch (preview.kind) {
    case "nothing":
      return "";
    case "counting":
      return words.counting;
    case "counted":
      return words.counted(preview.videos, root.videos - root.missing);
    case "failed":
      // What is wrong with a pattern stands at the field.
      return preview.problem.field === "exclude" ? "" : words.notCounted(preview.problem.text);
  }
}

interface ExamplesProps {
  readonly root: RootJson;
  readonly videos: number;
  readonly examples: readonly string[];
}

function Examples({ root, videos, examples }: ExamplesProps) {
  const shown = examples.slice(0, mostExamples);
  if (shown.length === 0) return null;
  return (
    <ul className={classes["examples"]} aria-label={words.examples}>
      {shown.map((path) => (
        <li key={path}>
          <ShortenedPath
            path={path.startsWith(root.path) ? path.slice(root.path.length).replace(/^[/\\]/, "") : path}
          />
        </li>
      ))}
      {videos > shown.length && <li>{words.more(videos - shown.length)}</li>}
    </ul>
  );
}
