import { Button, Menu, VisuallyHidden } from "@mantine/core";
import {
  IconCopy,
  IconDownload,
  IconFileText,
  IconRefresh,
  IconStethoscope,
  IconTable,
  IconTrash,
  IconX,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { TotalsJson } from "../../../../src/api/contract/facets.ts";
import { messageOf } from "../../api/failures.ts";
import { filterJson } from "../../api/filter-json.ts";
import { useApi } from "../../api/use-api.ts";
import type { VideoFilters } from "../../api/video-filters.ts";
import { copyText } from "../../scans/errors/copy-text.ts";
import { texts } from "../../texts/texts.ts";
import { visibleText } from "../../texts/visible-text.tsx";
import { RemoveSelected } from "./remove-selected.tsx";
import { mostSelected, selectedBytes, selectedIds } from "./selection.ts";
import classes from "./selection-bar.module.css";
import type { SelectionState } from "./use-selection.ts";

const words = texts.selecting;
const { exporting } = texts.library;

export interface SelectionBarProps {
  readonly state: SelectionState;
  readonly filters: VideoFilters;
  /** How many videos match the filters. */
  readonly total: number;
  /** How much the videos that match are together; undefined until it is known. */
  readonly totals: TotalsJson | undefined;
}

/** What is selected, and what can be done with it. */
export function SelectionBar({ state, filters, total, totals }: SelectionBarProps) {
  const api = useApi();
  const navigate = useNavigate();
  const { selection, selectAll, clear, notice } = state;
  const [isRemoving, setRemoving] = useState(false);
  const [said, setSaid] = useState("");
  const isAll = selection.kind === "all";
  const ids = isAll ? [] : selectedIds(selection);
  const count = isAll ? total : ids.length;
  const bytes = isAll ? totals?.bytes : selectedBytes(selection);
  const which = isAll ? { filter: filterJson(filters) } : { ids: [...ids] };
  const isTooMany = count > mostSelected;

  const showJobs = ([jobId, ...others]: readonly string[]) => {
    if (jobId === undefined) setSaid(words.nothingToScan);
    else if (others.length > 0) void navigate({ to: "/scans" });
    else void navigate({ to: "/scans/$jobId", params: { jobId } });
  };
  const act = useMutation({
    mutationFn: (action: () => Promise<void>) => {
      setSaid("");
      return action();
    },
  });
  const scan = async () => showJobs((await api.rescanVideos(which)).job_ids);
  const check = async () => showJobs([(await api.checkVideos({ ...which, again: true })).job_id]);
  const copy = async () => {
    const paths = await api.pathsOfVideos({ ...which, sort: filters.sort });
    const isCopied = await copyText(paths.map(visibleText).join("\n"));
    setSaid(isCopied ? words.copied(paths.length) : words.cannotCopy);
  };
  const save = async (format: "csv" | "ndjson") => {
    const file = await api.exportedVideos({ ...which, format });
    const url = URL.createObjectURL(file);
    const link = document.createElement("a");
    [link.href, link.download] = [url, file.name];
    link.click();
    // The browser has begun to save it by then.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  const message = act.error !== null ? messageOf(act.error) : said !== "" ? said : notice;

  const action = { variant: "default", size: "compact-sm", className: classes["action"] ?? "" } as const;
  const formats = [
    { format: "csv", Icon: IconTable },
    { format: "ndjson", Icon: IconFileText },
  ] as const;
  return (
    <section aria-label={words.label} className={classes["bar"]}>
      <VisuallyHidden role="status">{words.selected(count)}</VisuallyHidden>
      <div className={classes["about"]}>
        <span className={`${classes["count"]} digits`}>{words.count(count, bytes)}</span>
        {!isAll && ids.length < total && (
          <Button variant="subtle" size="compact-sm" className="digits" onClick={selectAll}>
            {words.all(total)}
          </Button>
        )}
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          className={classes["clear"] ?? ""}
          leftSection={<IconX size={15} aria-hidden />}
          onClick={clear}
        >
          {words.clear}
        </Button>
      </div>
      <div className={classes["actions"]}>
        <Button
          {...action}
          title={words.scanMeans}
          leftSection={<IconRefresh size={17} aria-hidden />}
          disabled={act.isPending}
          onClick={() => act.mutate(scan)}
        >
          {words.scan}
        </Button>
        <Button
          {...action}
          title={words.checkMeans}
          leftSection={<IconStethoscope size={17} aria-hidden />}
          disabled={act.isPending}
          onClick={() => act.mutate(check)}
        >
          {words.check}
        </Button>
        <Button
          {...action}
          leftSection={<IconTrash size={17} aria-hidden />}
          disabled={act.isPending}
          onClick={() => setRemoving(true)}
        >
          {words.remove}
        </Button>
        <Button
          {...action}
          leftSection={<IconCopy size={17} aria-hidden />}
          disabled={act.isPending}
          onClick={() => (isTooMany ? setSaid(words.tooManyToCopy(mostSelected)) : act.mutate(copy))}
        >
          {words.copy}
        </Button>
        <Menu position="top-end" width={270}>
          <Menu.Target>
            <Button {...action} leftSection={<IconDownload size={17} aria-hidden />} disabled={act.isPending}>
              {exporting.open}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {formats.map(({ format, Icon }) => {
              const icon = <Icon size={17} aria-hidden />;
              const name = format === "csv" ? exporting.formats.csv : exporting.allFields;
              // The browser writes the file of any length while it arrives.
              return isAll ? (
                <Menu.Item
                  key={format}
                  component="a"
                  href={api.exportUrl("videos", { ...filters }, format)}
                  download
                  leftSection={icon}
                >
                  {name}
                </Menu.Item>
              ) : (
                <Menu.Item key={format} leftSection={icon} onClick={() => act.mutate(() => save(format))}>
                  {name}
                </Menu.Item>
              );
            })}
          </Menu.Dropdown>
        </Menu>
      </div>
      {message !== "" && (
        <div className={classes["message"]} role={act.error !== null ? "alert" : "status"}>
          {message}
        </div>
      )}
      {isRemoving && (
        <RemoveSelected which={which} count={count} onRemoved={clear} onClose={() => setRemoving(false)} />
      )}
    </section>
  );
}
