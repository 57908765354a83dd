import { CloseButton, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { texts } from "../../texts/texts.ts";
import { type EndStatus, endStatuses, type ScansSearch } from "../scans-search.ts";
import classes from "./history-filters.module.css";

const words = texts.scans.filters;

/** The pause in typing before the address changes, in milliseconds. */
const typingPauseMs = 250;

const choices = (["all", ...endStatuses] as const).map((value) => ({ value, label: words.status[value] }));

interface HistoryFiltersProps {
  readonly search: ScansSearch;
  readonly onChange: (change: ScansSearch) => void;
}

export function HistoryFilters({ search, onChange }: HistoryFiltersProps) {
  const status = search.status ?? "all";
  const setStatus = (value: string) =>
    onChange({ status: endStatuses.find((name): name is EndStatus => name === value) });
  return (
    <div className={classes["filters"]}>
      <DirectoryFilter text={search.q ?? ""} onChange={(text) => onChange({ q: text === "" ? undefined : text })} />
      <SegmentedControl
        data={choices}
        value={status}
        onChange={setStatus}
        aria-label={words.label}
        visibleFrom="sm"
        withItemsBorders={false}
      />
      <NativeSelect
        data={choices}
        value={status}
        onChange={(event) => setStatus(event.currentTarget.value)}
        aria-label={words.label}
        hiddenFrom="sm"
      />
    </div>
  );
}

interface DirectoryFilterProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
}

function DirectoryFilter({ text, onChange }: DirectoryFilterProps) {
  const [typed, setTyped] = useState(text);
  const passedOn = useRef(text);
  const passOn = useDebouncedCallback((value: string) => {
    passedOn.current = value;
    onChange(value);
  }, typingPauseMs);
  // The address changed in another way, such as by the Back button or a link.
  useEffect(() => {
    if (text !== passedOn.current) setTyped(text);
    passedOn.current = text;
  }, [text]);
  const type = (value: string) => {
    setTyped(value);
    passOn(value);
  };
  return (
    <TextInput
      type="search"
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      placeholder={words.directory}
      aria-label={words.directory}
      leftSection={<IconSearch size={17} aria-hidden />}
      rightSection={
        typed === "" ? null : <CloseButton size="sm" aria-label={words.clearDirectory} onClick={() => type("")} />
      }
      className={classes["directory"]}
    />
  );
}
