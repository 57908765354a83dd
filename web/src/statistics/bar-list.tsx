import { Button, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useId, useRef, useState } from "react";
import { texts } from "../texts/texts.ts";
import { type Amount, amountOf } from "./amount.ts";
import classes from "./bar-list.module.css";
import type { Bar } from "./bars.ts";

const words = texts.statistics;

/** How many bars are shown at first. One more is shown instead of a button for it. */
const shownFirst = 8;

interface BarListProps {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly amount: Amount;
  /** The amount of all videos, in videos, bytes or seconds. */
  readonly whole: number;
  /** Whether the largest stand first, rather than in the order of `bars`. */
  readonly isRanked?: boolean;
  /** What stands below the bars. */
  readonly children?: ReactNode;
}

/** Values with bars that compare them. A press on one shows its videos. */
export function BarList({ title, bars, amount, whole, isRanked = false, children }: BarListProps) {
  const heading = useId();
  const list = useRef<HTMLUListElement>(null);
  const [isWhole, setWhole] = useState(false);
  const amountOfBar = ({ totals }: Bar) => amountOf(totals, amount);
  const ordered = isRanked ? bars.toSorted((one, other) => amountOfBar(other) - amountOfBar(one)) : bars;
  const shown = isWhole || bars.length <= shownFirst + 1 ? ordered : ordered.slice(0, shownFirst);
  const most = Math.max(...bars.map(amountOfBar));
  const showAll = () => {
    setWhole(true);
    // The button goes away. Its place is where the first of the new bars will be.
    requestAnimationFrame(() => list.current?.querySelectorAll("a")[shownFirst]?.focus());
  };
  return (
    <section className={classes["section"]} aria-labelledby={heading}>
      <h2 className={classes["title"]} id={heading}>
        {title}
      </h2>
      <ul ref={list} className={classes["bars"]}>
        {shown.map((bar) => (
          <li key={bar.key}>
            <BarRow bar={bar} amount={amount} whole={whole} most={most} />
          </li>
        ))}
      </ul>
      {shown.length < bars.length && (
        <Button
          variant="subtle"
          size="compact-sm"
          className={classes["more"]}
          aria-label={words.showAllOf(bars.length, title)}
          onClick={showAll}
        >
          {words.showAll(bars.length)}
        </Button>
      )}
      {children}
    </section>
  );
}

interface BarRowProps {
  readonly bar: Bar;
  readonly amount: Amount;
  readonly whole: number;
  /** The amount of the longest bar. */
  readonly most: number;
}

function BarRow({ bar, amount, whole, most }: BarRowProps) {
  const { name, totals, filters } = bar;
  const own = amountOf(totals, amount);
  // The hidden words make a sentence of the numbers for screen readers.
  const content = (
    <>
      <span className={classes["name"]}>
        <bdi>{name}</bdi>
        <VisuallyHidden>, </VisuallyHidden>
      </span>
      <span className={`${classes["numbers"]} digits`}>
        {words.parts(totals.count, totals.bytes, totals.duration_seconds, amount).map((text, nth) => (
          <span key={text} className={nth === 0 ? classes["main"] : undefined}>
            {text}
            <VisuallyHidden>{`${nth === 0 && amount === "count" ? words.noun(totals.count) : ""}, `}</VisuallyHidden>
          </span>
        ))}
        <span className={classes["share"]}>{words.share(whole === 0 ? 0 : own / whole)}</span>
      </span>
      <span className={classes["track"]} aria-hidden>
        <span className={classes["bar"]} style={{ inlineSize: `${most === 0 ? 0 : (100 * own) / most}%` }} />
      </span>
    </>
  );
  return (
    <Link to="/" search={filters} className={classes["row"]}>
      {content}
    </Link>
  );
}
