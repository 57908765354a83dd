import { Badge, Button, Group, Paper, Radio, Text, Title } from "@mantine/core";
import { IconCheck, IconCopy, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type RefObject, useRef, useState } from "react";
import type { DuplicateGroupJson, DuplicateVideoJson, GroupStateJson } from "../../../src/api/contract/duplicates.ts";
import { proposedCopy } from "../../../src/api/contract/proposed-copy.ts";
import { messageOf } from "../api/failures.ts";
import { Poster } from "../library/poster.tsx";
import { folderOf } from "../paths/folder.ts";
import { CopyByHand } from "../scans/errors/copy-by-hand.tsx";
import { copyText } from "../scans/errors/copy-text.ts";
import { exactTimeText, timeText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText, visibleText } from "../texts/visible-text.tsx";
import { areAllEqual, copiesOf, relationTo } from "./copies-of.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import classes from "./duplicate-group.module.css";
import { useWholeGroup } from "./use-whole-group.ts";

const words = texts.duplicates;

const colours = { confirmed: "teal", likely: "gray", linked: "gray", different: "gray" } as const satisfies Record<
  GroupStateJson,
  string
>;

interface DuplicateGroupProps {
  readonly group: DuplicateGroupJson;
  readonly canDelete: boolean;
  /** Called with the number of files, and the bytes that are free now. */
  readonly onDeleted: (count: number, bytes: number) => void;
  /** What has the focus after the files of the last group were deleted. */
  readonly heading: RefObject<HTMLElement | null>;
}

/** A group of files: what differs between them, which one is kept, and what can be done with the others. */
export function DuplicateGroup({ group: asListed, canDelete, onDeleted, heading }: DuplicateGroupProps) {
  const { group, whole, hasMore, isLoading, error, more } = useWholeGroup(asListed);
  const { state, video_count, videos } = group;
  const [keptId, setKeptId] = useState<string | null>(null);
  const proposed = proposedCopy(videos);
  const kept = videos.find(({ video }) => video.id === keptId) ?? proposed?.one;
  const [isAsking, setIsAsking] = useState(false);
  // What is done with the others is done with all of them, also with those that are not shown.
  const loading = useMutation({ mutationFn: whole });
  const acted = hasMore ? loading.data : group;
  const remove = () => {
    if (!hasMore) setIsAsking(true);
    else if (!loading.isPending) loading.mutate(undefined, { onSuccess: () => setIsAsking(true) });
  };
  const item = useRef<HTMLLIElement>(null);
  // The button that opened the dialog is gone, or will be.
  const goOn = () => {
    (item.current?.nextElementSibling?.querySelector("button") ?? heading.current)?.focus();
    setIsAsking(false);
  };
  if (kept === undefined || proposed === null) return null;
  const copies = copiesOf(kept, group);
  const isChoice = state === "confirmed" || state === "likely";
  const timeOf = shownTimes(videos);
  const rows = videos.map((one) => (
    <VideoRow key={one.video.id} one={one} kept={kept} group={group} timeOf={timeOf} isChoice={isChoice} />
  ));
  // Groups may have the same number of files, of the same size.
  const { path } = proposed.one.video;
  return (
    <Paper component="li" ref={item} withBorder className={classes["group"]}>
      <div className={classes["poster"]}>
        <Poster video={kept.video} />
      </div>
      <section className={classes["content"]} aria-label={words.group.label(video_count, group.size, path)}>
        <div className={classes["head"]}>
          <Title order={2} size="h5" className="digits">
            {words.group.name(video_count, group.size)}
          </Title>
          <Badge color={colours[state]} variant="light" tt="none">
            {state === "confirmed" && !areAllEqual(kept, group) ? words.group.partlyEqual : words.group.states[state]}
          </Badge>
          <Text size="sm" className="digits">
            {words.group.gain(group.confirmed_gain, group.possible_gain)}
          </Text>
        </div>
        {state === "linked" && <Text size="sm">{words.group.linked}</Text>}
        {isChoice ? (
          <div className={classes["choice"]}>
            <Radio.Group
              label={words.choose(path)}
              labelProps={{ className: classes["name-of-choice"] }}
              value={kept.video.id}
              onChange={setKeptId}
            >
              {rows}
            </Radio.Group>
            <Text size="xs" c="dimmed">
              {words.proposed[proposed.reason]}
            </Text>
          </div>
        ) : (
          <div>{rows}</div>
        )}
        {hasMore && (
          <Group gap="xs">
            <Text size="sm">{words.group.more(video_count - videos.length)}</Text>
            <Button variant="default" size="compact-sm" loading={isLoading} onClick={more}>
              {words.group.showMore}
            </Button>
            {error !== null && (
              <Text size="sm" role="alert">
                {messageOf(error)}
              </Text>
            )}
          </Group>
        )}
        {copies.length > 0 && (
          <Group gap="xs">
            {canDelete && (
              <Button
                variant="light"
                color="red"
                size="compact-sm"
                leftSection={<IconTrash size={15} aria-hidden />}
                onClick={remove}
              >
                {hasMore ? words.removeAll : words.remove(copies.length)}
              </Button>
            )}
            <CopyPaths
              count={hasMore ? null : copies.length}
              paths={async () => {
                const all = hasMore ? await loading.mutateAsync() : group;
                return copiesOf(kept, all).map(({ video }) => video.path);
              }}
            />
            {/* The button keeps the focus meanwhile, so that the dialog can give it back. */}
            <Text size="sm" role="status">
              {loading.isPending && words.loadingAll}
            </Text>
            {loading.error !== null && (
              <Text size="sm" role="alert">
                {messageOf(loading.error)}
              </Text>
            )}
          </Group>
        )}
      </section>
      {isAsking && acted !== undefined && (
        <DeleteDialog
          group={acted}
          kept={kept}
          copies={copiesOf(kept, acted)}
          onClose={() => setIsAsking(false)}
          onDeleted={onDeleted}
          onDone={goOn}
        />
      )}
    </Paper>
  );
}

interface VideoRowProps {
  readonly one: DuplicateVideoJson;
  readonly kept: DuplicateVideoJson;
  readonly group: DuplicateGroupJson;
  readonly timeOf: (one: DuplicateVideoJson) => string;
  /** Whether something follows from which file stays. */
  readonly isChoice: boolean;
}

/** What differs from the file to keep is marked. */
function VideoRow({ one, kept, group, timeOf, isChoice }: VideoRowProps) {
  const { video } = one;
  const relation = group.state === "linked" ? "linked" : relationTo(kept, one);
  const differs = (name: DuplicateGroupJson["differs"][number], isOther: boolean) =>
    group.differs.includes(name) && isOther ? { "data-differs": true } : {};
  const folder = folderOf(video.path);
  return (
    <div className={classes["video"]} data-relation={relation} data-plain={!isChoice || undefined}>
      {isChoice && <Radio value={video.id} aria-label={words.video.keep(video.path)} />}
      <div className={classes["names"]}>
        <Link to="/" search={{ path: folder, video: video.id }} className={classes["name"]}>
          <span {...differs("name", video.filename !== kept.video.filename)}>
            <VisibleText text={video.filename} />
          </span>
        </Link>
        <Text size="xs" c="dimmed" className="path" title={visibleText(folder)}>
          <span {...differs("folder", folder !== folderOf(kept.video.path))}>
            <VisibleText text={folder} />
          </span>
        </Text>
      </div>
      <Text size="xs" c="dimmed" className={`${classes["modified"]} digits`}>
        <span {...differs("modified", timeOf(one) !== timeOf(kept))}>{words.video.modified(timeOf(one))}</span>
      </Text>
      <Text size="xs" className={classes["relation"]}>
        {words.video[relation]}
      </Text>
    </div>
  );
}

/** When files were changed, with seconds if times that differ would look the same without them. */
function shownTimes(videos: readonly DuplicateVideoJson[]): (one: DuplicateVideoJson) => string {
  const times = new Set(videos.map(({ video }) => video.modified_at));
  const isClear = new Set([...times].map(timeText)).size === times.size;
  return ({ video }) => (isClear ? timeText : exactTimeText)(video.modified_at);
}

interface CopyPathsProps {
  /** Null if it is known only when all are loaded. */
  readonly count: number | null;
  /** @throws as every call of the API */
  readonly paths: () => Promise<readonly string[]>;
}

function CopyPaths({ count, paths }: CopyPathsProps) {
  const [isCopied, setIsCopied] = useState(false);
  const [byHand, setByHand] = useState<string | null>(null);
  const copy = async () => {
    // The group says why they could not be loaded.
    const all = await paths().catch(() => null);
    if (all === null) return;
    const text = all.map(visibleText).join("\n");
    const done = await copyText(text);
    setIsCopied(done);
    if (!done) setByHand(text);
  };
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={isCopied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
        onClick={() => void copy()}
      >
        {isCopied ? words.copied : words.copy(count ?? 2)}
      </Button>
      <CopyByHand text={byHand} onClose={() => setByHand(null)} />
    </>
  );
}
