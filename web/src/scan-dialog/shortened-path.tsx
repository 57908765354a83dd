import classes from "./shortened-path.module.css";

/** A path in one line, shortened in its middle so that the name at its end can be read; all of it in a tooltip. */
export function ShortenedPath({ path }: { readonly path: string }) {
  const nameAt = path.lastIndexOf("/") + 1;
  return (
    <span className={classes["path"]} title={path}>
      <span className={classes["beginning"]}>{path.slice(0, nameAt)}</span>
      <span className={classes["end"]}>{path.slice(nameAt)}</span>
    </span>
  );
}
