import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TotalsJson as FolderTotalsJson } from "../../../src/api/contract/totals.ts";
import { useFolders } from "../folders/use-folders.ts";
import { texts } from "../texts/texts.ts";
import { type Amount, amountOf } from "./amount.ts";
import bars from "./bar-list.module.css";
import { BarList } from "./bar-list.tsx";
import type { Bar } from "./bars.ts";

const words = texts.statistics;

/**
 * The folders in a folder, the largest first. Nothing if there are more than the server gives at once: their order would
 * be wrong.
 *
 * @param props.path undefined: the deepest folder that holds all videos
 */
export function FolderBars({ path, amount }: { readonly path: string | undefined; readonly amount: Amount }) {
  const { data, hasNextPage } = useFolders(path);
  const [first] = data?.pages ?? [];
  if (first === undefined || hasNextPage || first.folders.length === 0) return null;
  const shown: Bar[] = first.folders.map(({ name, ...folder }) => ({
    key: folder.path,
    name: words.folderName(name),
    totals: totalsOf(folder),
    filters: { path: folder.path },
  }));
  if (first.own.videos > 0) {
    const filters = { path: first.path ?? undefined, recursive: false } as const;
    shown.push({ key: "", name: words.beside, totals: totalsOf(first.own), filters });
  }
  return (
    <BarList title={words.folders} bars={shown} amount={amount} whole={amountOf(totalsOf(first), amount)} isRanked>
      <Button
        variant="subtle"
        size="compact-sm"
        className={bars["more"]}
        renderRoot={(props) => <Link to="/folders" search={{ path }} {...props} />}
      >
        {words.allFolders}
      </Button>
    </BarList>
  );
}

function totalsOf({ videos: count, missing, bytes, duration_seconds }: FolderTotalsJson) {
  return { count, missing, bytes, duration_seconds };
}
