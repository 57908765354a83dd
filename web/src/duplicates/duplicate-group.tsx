import { Badge, Button, Group, Paper, Radio, Text, Title } from "@mantine/core";
import { IconCheck, IconCopy, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { DuplicateGroupJson, DuplicateVideoJson, GroupStateJson } from "../../../src/api/contract/duplicates.ts";
import { Poster } from "../library/poster.tsx";
import { folderOf } from "../paths/folder.ts";
import { CopyByHand } from "../scans/errors/copy-by-hand.tsx";
import { copyText } from "../scans/errors/copy-text.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText, visibleText } from "../texts/visible-text.tsx";
import { copiesOf, relationTo } from "./copies-of.ts";
import { DeleteCopies } from "./delete-copies.tsx";
import classes from "./duplicate-group.module.css";

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
}

/** A group of files: what differs between them, which one is kept, and what can be done with the others. */
export function DuplicateGroup({ group, canDelete, onDeleted }: DuplicateGroupProps) {
  const id = useId();
  const [keptId, setKeptId] = useState<string | null>(null);
  const [first] = group.videos;
  const kept = group.videos.find(({ video }) => video.id === keptId) ?? first;
  const [isAsking, setIsAsking] = useState(false);
  if (kept === undefined) return null;
  const copies = copiesOf(kept, group);
  const { state, video_count, videos } = group;
  return (
    <Paper component="li" withBorder className={classes["group"]}>
      <div className={classes["poster"]}>
        <Poster video={kept.video} />
      </div>
      <section className={classes["content"]} aria-labelledby={id}>
        <div className={classes["head"]}>
          <Title order={2} size="h5" id={id} className="digits">
            {words.group.name(video_count, group.size)}
          </Title>
          <Badge color={colours[state]} variant="light" tt="none">
            {words.group.states[state]}
          </Badge>
          <Text size="sm" className="digits">
            {words.group.gain(group.confirmed_gain, group.possible_gain)}
          </Text>
        </div>
        {state === "linked" && <Text size="sm">{words.group.linked}</Text>}
        <Radio.Group
          aria-label={words.choose}
          value={kept.video.id}
          onChange={setKeptId}
          className={classes["videos"] ?? ""}
        >
          {videos.map((one) => (
            <VideoRow key={one.video.id} one={one} kept={kept} group={group} />
          ))}
        </Radio.Group>
        {video_count > videos.length && <Text size="sm">{words.group.more(video_count - videos.length)}</Text>}
        {copies.length > 0 && (
          <Group gap="xs">
            {canDelete && (
              <Button
                variant="light"
                color="red"
                size="compact-sm"
                leftSection={<IconTrash size={15} aria-hidden />}
                onClick={() => setIsAsking(true)}
              >
                {words.remove(copies.length)}
              </Button>
            )}
            <CopyPaths paths={copies.map(({ video }) => video.path)} />
          </Group>
        )}
      </section>
      {isAsking && (
        <DeleteCopies
          group={group}
          kept={kept}
          copies={copies}
          onClose={() => setIsAsking(false)}
          onDeleted={onDeleted}
        />
      )}
    </Paper>
  );
}

interface VideoRowProps {
  readonly one: DuplicateVideoJson;
  readonly kept: DuplicateVideoJson;
  readonly group: DuplicateGroupJson;
}

/** What differs from the file to keep is marked. */
function VideoRow({ one, kept, group }: VideoRowProps) {
  const { video } = one;
  const relation = relationTo(kept, one);
  const differs = (name: DuplicateGroupJson["differs"][number], isOther: boolean) =>
    group.differs.includes(name) && isOther ? { "data-differs": true } : {};
  const folder = folderOf(video.path);
  return (
    <div className={classes["video"]} data-relation={relation}>
      <Radio value={video.id} aria-label={words.video.keep(video.path)} />
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
        <span {...differs("modified", video.modified_at !== kept.video.modified_at)}>
          {words.video.modified(video.modified_at)}
        </span>
      </Text>
      <Text size="xs" className={classes["relation"]}>
        {words.video[relation]}
      </Text>
    </div>
  );
}

function CopyPaths({ paths }: { readonly paths: readonly string[] }) {
  const [isCopied, setIsCopied] = useState(false);
  const [byHand, setByHand] = useState<string | null>(null);
  const text = paths.map(visibleText).join("\n");
  const copy = async () => {
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
        {isCopied ? words.copied : words.copy(paths.length)}
      </Button>
      <CopyByHand text={byHand} onClose={() => setByHand(null)} />
    </>
  );
}
