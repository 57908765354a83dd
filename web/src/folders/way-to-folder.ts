export interface Step {
  readonly path: string;
  readonly name: string;
}

/**
 * The folders from the topmost one of the library down to a folder, itself included. The topmost one has its whole path as
 * its name, and so has a folder that lies elsewhere.
 */
export function wayToFolder(top: string, path: string): readonly Step[] {
  const first: Step = { path: top, name: top };
  if (path === top) return [first];
  const prefix = top.endsWith("/") ? top : `${top}/`;
  if (!path.startsWith(prefix)) return [first, { path, name: path }];
  let reached = prefix.slice(0, -1);
  const below = path.slice(prefix.length).split("/");
  return [
    first,
    ...below.map((name): Step => {
      reached += `/${name}`;
      return { path: reached, name };
    }),
  ];
}
