import { useId } from "react";
import type { RootJson } from "../../../../src/api/contract/roots.ts";
import { shownRootName } from "../../directories/shown-root-name.ts";
import { texts } from "../../texts/texts.ts";
import { VisibleText, visibleText } from "../../texts/visible-text.tsx";
import classes from "./known-directories.module.css";

const words = texts.scanDialog.form;

interface KnownDirectoriesProps {
  readonly roots: readonly RootJson[];
  /** The path in the field. */
  readonly path: string;
  readonly onChoose: (path: string) => void;
}

/** The directories of the library, to scan one of them with a click. */
export function KnownDirectories({ roots, path, onChoose }: KnownDirectoriesProps) {
  const label = useId();
  if (roots.length === 0) return null;
  const chosen = rootOf(path, roots);
  return (
    <div role="group" aria-labelledby={label}>
      <div id={label} className={classes["label"]}>
        {words.roots}
      </div>
      <div className={classes["roots"]}>
        {roots.map((root) => (
          <button
            key={root.root_id}
            type="button"
            className={classes["root"]}
            title={visibleText(root.path)}
            aria-pressed={root === chosen}
            onClick={() => onChoose(root.path)}
          >
            <VisibleText text={shownRootName(root, roots)} />
          </button>
        ))}
      </div>
    </div>
  );
}

/** The directory of the library that is named by a path, which may end with a slash. */
export function rootOf(path: string, roots: readonly RootJson[]): RootJson | undefined {
  return roots.find((root) => root.path === path || `${root.path}/` === path);
}
