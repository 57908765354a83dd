import { Anchor, Checkbox, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { RootJson } from "../../../../src/api/contract/roots.ts";
import { shownRootName } from "../../directories/shown-root-name.ts";
import { useRoots } from "../../directories/use-roots.ts";
import { texts } from "../../texts/texts.ts";
import { visibleText } from "../../texts/visible-text.tsx";
import { type LibrarySearch, readPath } from "../library-search.ts";
import { BandCount } from "./band-count.tsx";
import { FilterGroup } from "./filter-group.tsx";
import classes from "./filters.module.css";
import { useCountsOfRoots } from "./use-counts-of-roots.ts";
import { useDraft } from "./use-draft.ts";

const words = texts.filters.folder;

interface FolderGroupProps {
  readonly search: LibrarySearch;
  readonly onChange: (changes: LibrarySearch) => void;
}

/** A directory of the library, or any folder, with or without the folders below. */
export function FolderGroup({ search, onChange }: FolderGroupProps) {
  const { path, recursive } = search;
  const { data } = useRoots();
  const roots = data?.roots ?? [];
  return (
    <FilterGroup
      // Whether it is open at first is decided anew once the directories are known.
      key={data === undefined ? "unknown" : "known"}
      title={texts.filters.groups.folder}
      set={path === undefined ? 0 : 1}
      isOpenAtFirst={roots.length > 1}
    >
      {roots.length > 0 && <RootList search={search} onChange={onChange} roots={roots} />}
      <PathField path={path} onSet={(next) => onChange({ path: next })} />
      <Checkbox
        size="xs"
        label={words.below}
        disabled={path === undefined}
        checked={recursive !== false}
        onChange={({ currentTarget: { checked } }) => onChange({ recursive: checked ? undefined : false })}
      />
      <Anchor size="sm" renderRoot={(props) => <Link to="/folders" search={{ path }} {...props} />}>
        {words.browse}
      </Anchor>
    </FilterGroup>
  );
}

function RootList({ search, onChange, roots }: FolderGroupProps & { readonly roots: readonly RootJson[] }) {
  const counts = useCountsOfRoots(
    search,
    roots.map(({ path }) => path),
  );
  return (
    <ul className={classes["bands"]} aria-label={words.roots}>
      {roots.map((root, nth) => {
        const isChosen = root.path === search.path;
        const count = counts[nth];
        return (
          <li key={root.path}>
            <button
              type="button"
              className={classes["band"]}
              aria-pressed={isChosen}
              data-none={count === 0}
              title={visibleText(root.path)}
              onClick={() => onChange({ path: isChosen ? undefined : root.path })}
            >
              <bdi>{visibleText(shownRootName(root, roots))}</bdi>
              {count !== undefined && <BandCount count={count} />}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface PathFieldProps {
  readonly path: string | undefined;
  readonly onSet: (path: string | undefined) => void;
}

function PathField({ path, onSet }: PathFieldProps) {
  const [text, setText] = useDraft(path ?? "");
  const [isWrong, setWrong] = useState(false);
  const set = () => {
    if (text === (path ?? "")) return setWrong(false);
    const read = text === "" ? undefined : readPath(text);
    setWrong(text !== "" && read === undefined);
    if (text === "" || read !== undefined) onSet(read);
    return undefined;
  };
  return (
    <TextInput
      size="xs"
      aria-label={words.path}
      placeholder="/"
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={set}
      onKeyDown={({ key }) => {
        if (key === "Enter") set();
      }}
      error={isWrong ? words.wrong : undefined}
    />
  );
}
