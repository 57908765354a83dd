import { VisuallyHidden } from "@mantine/core";
import { texts } from "../../texts/texts.ts";
import classes from "./filters.module.css";

const words = texts.filters;

/** The number of videos behind the name of a button, which says for screen readers what is counted. */
export function BandCount({ count }: { readonly count: number }) {
  return (
    <>
      <VisuallyHidden component="span">, </VisuallyHidden>
      <span className={`${classes["count"]} digits`}>{words.count(count)}</span>
      <VisuallyHidden component="span"> {words.videos(count)}</VisuallyHidden>
    </>
  );
}
