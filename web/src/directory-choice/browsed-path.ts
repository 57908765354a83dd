/** The parent directory, without a slash at its end; null for `/` and for a path that is not absolute. */
export function parentOf(path: string): string | null {
  const trimmed = path.replace(/\/+$/, "");
  if (!trimmed.startsWith("/")) return null;
  return trimmed.slice(0, trimmed.lastIndexOf("/")) || "/";
}

/** The last name of a path; empty if the path ends with a slash. */
export function lastNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The path of a name in a directory. */
export function below(directory: string, name: string): string {
  return directory.endsWith("/") ? `${directory}${name}` : `${directory}/${name}`;
}

export interface Crumb {
  readonly name: string;
  readonly path: string;
}

/**
 * The directories on the way to a directory, outermost first.
 *
 * @param roots the way begins at the root that contains the directory; default: at `/`
 */
export function crumbsOf(path: string, roots: readonly string[]): readonly Crumb[] {
  const root = roots
    .filter((root) => path === root || path.startsWith(below(root, "")))
    .toSorted((one, other) => other.length - one.length)[0];
  const crumbs: Crumb[] = [];
  let at: string | null = path;
  while (at !== null && at !== root && at !== "/") {
    crumbs.unshift({ name: lastNameOf(at), path: at });
    at = parentOf(at);
  }
  const first = root ?? "/";
  return [{ name: root === undefined ? "/" : lastNameOf(root) || root, path: first }, ...crumbs];
}

/** The directories whose names begin with a text, ignoring case. Hidden ones come last: few of them have videos. */
export function beginningWith<Named extends { readonly name: string }>(
  directories: readonly Named[],
  beginning: string,
): readonly Named[] {
  const wanted = beginning.toLocaleLowerCase();
  const matching = directories.filter(({ name }) => name.toLocaleLowerCase().startsWith(wanted));
  return [...matching.filter(({ name }) => !isHidden(name)), ...matching.filter(({ name }) => isHidden(name))];
}

function isHidden(name: string): boolean {
  return name.startsWith(".");
}
