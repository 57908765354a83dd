import { ShortenedPath } from "../paths/shortened-path.tsx";
import { VisibleText } from "../texts/visible-text.tsx";
import classes from "./directory-name.module.css";

interface DirectoryNameProps {
  readonly path: string;
  /** The name that people gave to the directory; undefined if it is that of the path. */
  readonly name: string | undefined;
}

/** A directory in a list: its name, if people gave it one, and its path. */
export function DirectoryName({ path, name }: DirectoryNameProps) {
  if (name === undefined) return <ShortenedPath path={path} />;
  return (
    <span className={classes["directory"]}>
      <span className={classes["name"]}>
        <VisibleText text={name} />
      </span>{" "}
      <span className={classes["path"]}>
        <ShortenedPath path={path} />
      </span>
    </span>
  );
}
