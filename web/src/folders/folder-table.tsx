import { IconArrowDown, IconArrowUp, IconFolder } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { FolderJson } from "../../../src/api/contract/folders.ts";
import type { TotalsJson } from "../../../src/api/contract/totals.ts";
import { texts } from "../texts/texts.ts";
import { visibleText } from "../texts/visible-text.tsx";
import { type FolderColumn, type FolderSearch, type FolderSort, folderColumns } from "./folder-search.ts";
import classes from "./folder-table.module.css";
import { sortedFolders } from "./sorted-folders.ts";

const words = texts.folders;

interface FolderTableProps {
  /** The path of the folder that has them. */
  readonly listed: string;
  readonly folders: readonly FolderJson[];
  /** Of the videos beside the folders. */
  readonly own: TotalsJson;
  /** The address of the page. */
  readonly search: FolderSearch;
  /** Whether these are all folders. Only then they can be sorted. */
  readonly isWhole: boolean;
}

/** A row for each folder. A press on its name opens it, and one on its number shows its videos. */
export function FolderTable({ listed, folders, own, search, isWhole }: FolderTableProps) {
  const { sort } = search;
  const most = Math.max(1, own.bytes, ...folders.map(({ bytes }) => bytes));
  return (
    <table className={classes["table"]} aria-label={words.list(listed)}>
      <thead>
        <tr>
          {folderColumns.map((column) => (
            <Heading key={column} column={column} search={search} isWhole={isWhole} />
          ))}
        </tr>
      </thead>
      <tbody>
        {sortedFolders(folders, isWhole ? sort : "name").map((folder) => (
          <Row key={folder.path} folder={folder} most={most} sort={sort} />
        ))}
        {own.videos > 0 && (
          <tr className={classes["own"]}>
            <th scope="row">{words.own}</th>
            <td>{words.count(own.videos)}</td>
            <td className={classes["missing"]}>{own.missing > 0 && words.count(own.missing)}</td>
            <Size bytes={own.bytes} most={most} />
            <td>{words.length(own.duration_seconds)}</td>
          </tr>
        )}
      </tbody>
      {!isWhole && <caption className={classes["caption"]}>{words.sortedByName(folders.length)}</caption>}
    </table>
  );
}

interface RowProps {
  readonly sort: FolderSort | undefined;
  readonly folder: FolderJson;
  /** The bytes of the largest folder. */
  readonly most: number;
}

function Row({ folder, most, sort }: RowProps) {
  const { path, name, videos, missing, bytes, duration_seconds: seconds } = folder;
  return (
    <tr>
      <th scope="row">
        <Link to="/folders" search={{ sort, path }} className={classes["name"]}>
          <IconFolder size={18} aria-hidden />
          <bdi>{visibleText(name)}</bdi>
        </Link>
      </th>
      <td>
        <Link to="/" search={{ path }} aria-label={words.videosIn(videos, name)}>
          {words.count(videos)}
        </Link>
      </td>
      <td className={classes["missing"]}>
        {missing > 0 && (
          <Link to="/" search={{ path, missing: true }} aria-label={words.missingIn(missing, name)}>
            {words.count(missing)}
          </Link>
        )}
      </td>
      <Size bytes={bytes} most={most} />
      <td>{words.length(seconds)}</td>
    </tr>
  );
}

/** The size, above a bar that compares it with that of the largest folder. */
function Size({ bytes, most }: { readonly bytes: number; readonly most: number }) {
  return (
    <td className={classes["size"]}>
      {words.bytes(bytes)}
      <span className={classes["bar"]} style={{ inlineSize: `${(100 * bytes) / most}%` }} aria-hidden />
    </td>
  );
}

interface HeadingProps extends Pick<FolderTableProps, "search" | "isWhole"> {
  readonly column: FolderColumn;
}

/** The first press sorts names from A, and numbers from the largest. */
function Heading({ column, search, isWhole }: HeadingProps) {
  const { sort = "name" } = search;
  if (!isWhole) return <th scope="col">{words.columns[column]}</th>;
  const isDescending = sort === `-${column}`;
  const isSorted = isDescending || sort === column;
  const isDescendingNext = isSorted ? !isDescending : column !== "name";
  const next: FolderSort = isDescendingNext ? `-${column}` : column;
  const Arrow = isDescending ? IconArrowDown : IconArrowUp;
  return (
    <th scope="col" aria-sort={isSorted ? (isDescending ? "descending" : "ascending") : undefined}>
      <Link
        to="/folders"
        search={{ ...search, sort: next === "name" ? undefined : next }}
        replace
        resetScroll={false}
        className={classes["sort"]}
      >
        {words.columns[column]}
        {isSorted && <Arrow size={14} aria-hidden />}
      </Link>
    </th>
  );
}
