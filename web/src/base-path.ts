/**
 * The path below which the server shows this page, such as `/` or `/gleaner/`. It begins and ends with a slash. The
 * server writes it into index.html; `npm run dev:page` has `/`.
 */
export function basePath(page: Document = document): string {
  const path = page.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? "/";
  return path.endsWith("/") ? path : `${path}/`;
}

/** A key for the browser's storage, which all servers behind one host share. */
export function storageKey(name: string): string {
  const base = basePath();
  return base === "/" ? `gleaner.${name}` : `gleaner.${name} ${base}`;
}
