import { Button, Group, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { texts } from "../texts/texts.ts";
import classes from "./directory-card.module.css";

const words = texts.directories.forget;

interface TakeBackProps {
  readonly name: string;
  /** How many videos are forgotten, too. */
  readonly videos: number;
  readonly takeBackMs: number;
  readonly onUndo: () => void;
}

/** Says what is forgotten in a moment, with the button that takes it back. */
export function TakeBack({ name, videos, takeBackMs, onUndo }: TakeBackProps) {
  const [left, setLeft] = useState(Math.ceil(takeBackMs / 1_000));
  const undo = useRef<HTMLButtonElement>(null);
  // The button that opened the question is gone.
  useEffect(() => undo.current?.focus(), []);
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className={classes["pending"]}>
      <Text role="status">{words.pending(name, videos)}</Text>
      <Group gap="xs">
        <Button ref={undo} variant="light" size="sm" onClick={onUndo} aria-label={words.undoLabel(name)}>
          {words.undo}
        </Button>
        <Text size="sm" c="dimmed" className="digits" aria-hidden>
          {words.left(left)}
        </Text>
      </Group>
    </div>
  );
}
