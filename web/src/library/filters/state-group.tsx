import { texts } from "../../texts/texts.ts";
import { type Choice, splitValues, suspects } from "../filter-values.ts";
import { FilterGroup } from "./filter-group.tsx";
import classes from "./filters.module.css";
import { type GroupProps, PropertyRow } from "./value-group.tsx";
import { ValueRow } from "./value-row.tsx";

const words = texts.filters;

/** Whether files are missing, broken or suspect. */
export function StateGroup({ search, onChange, facets, seen }: Omit<GroupProps, "isMain">) {
  const { missing, broken, suspect = [] } = search;
  const chosen = splitValues("suspect", suspect);
  const plain = [...chosen.wanted, ...chosen.unwanted];
  const isShown = {
    missing: seen.isAnyMissing || missing !== undefined,
    broken: seen.isAnyBroken || broken !== undefined,
  };
  const kinds = [
    ...(plain.includes("any") ? ["any"] : []),
    ...suspects.filter((kind) => seen.values.suspect.includes(kind) || plain.includes(kind)),
  ];
  if (!isShown.missing && !isShown.broken && kinds.length === 0) return null;
  return (
    <FilterGroup
      title={words.groups.suspect}
      set={plain.length + (missing === undefined ? 0 : 1) + (broken === undefined ? 0 : 1)}
      isOpenAtFirst
    >
      <ul className={classes["rows"]}>
        {isShown.missing && (
          <ValueRow
            name={words.states.missing}
            withoutName={words.states.present}
            count={facets.missing}
            choice={choiceOfFlag(missing)}
            onChoose={(choice) => onChange({ missing: flagOf(choice) })}
          />
        )}
        {isShown.broken && (
          <ValueRow
            name={words.states.broken}
            withoutName={words.states.unbroken}
            count={facets.broken}
            choice={choiceOfFlag(broken)}
            onChoose={(choice) => onChange({ broken: flagOf(choice) })}
          />
        )}
        {kinds.map((value) => (
          <PropertyRow key={value} {...{ search, onChange, facets, value }} property="suspect" />
        ))}
      </ul>
    </FilterGroup>
  );
}

function choiceOfFlag(flag: boolean | undefined): Choice {
  return flag === undefined ? "any" : flag ? "with" : "without";
}

function flagOf(choice: Choice): boolean | undefined {
  return choice === "any" ? undefined : choice === "with";
}
