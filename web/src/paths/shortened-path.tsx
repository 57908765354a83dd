import { VisuallyHidden } from "@mantine/core";
import { visibleText } from "../texts/visible-text.tsx";
import classes from "./shortened-path.module.css";

/** A path on one line. If it is too long, its middle is left out, and the name at its end stays. The tooltip has all of it. */
export function ShortenedPath({ path }: { readonly path: string }) {
  const shown = visibleText(path);
  const nameAt = shown.lastIndexOf("/") + 1;
  return (
    <span className={classes["path"]} title={shown}>
      <VisuallyHidden>{shown}</VisuallyHidden>
      <bdi className={classes["beginning"]} aria-hidden>
        {shown.slice(0, nameAt)}
      </bdi>
      <bdi className={classes["end"]} aria-hidden>
        {shown.slice(nameAt)}
      </bdi>
    </span>
  );
}
