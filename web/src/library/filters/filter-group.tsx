import { Badge } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import { texts } from "../../texts/texts.ts";
import classes from "./filters.module.css";

export interface FilterGroupProps {
  readonly title: string;
  /** The number of its filters that are set. */
  readonly set: number;
  readonly isOpenAtFirst: boolean;
  readonly children: ReactNode;
}

/** Filters of one kind under a heading, which folds them. */
export function FilterGroup({ title, set, isOpenAtFirst, children }: FilterGroupProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst || set > 0);
  const id = useId();
  return (
    <section className={classes["group"]} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`} className={classes["groupTitle"]}>
        <button
          type="button"
          className={classes["fold"]}
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={() => setOpen(!isOpen)}
        >
          {title}
          {set > 0 && !isOpen && (
            <Badge variant="light" size="sm" tt="none">
              {texts.filters.set(set)}
            </Badge>
          )}
          <IconChevronDown size={16} aria-hidden className={classes["chevron"]} data-open={isOpen} />
        </button>
      </h3>
      {isOpen && (
        <div id={id} className={classes["groupContent"]}>
          {children}
        </div>
      )}
    </section>
  );
}
