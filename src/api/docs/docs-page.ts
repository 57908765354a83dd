/**
 * The page about the API at /docs: plain HTML, made from the OpenAPI document. Every call is on it, so that the search of
 * the browser finds all of them, and it works without scripts.
 */
import type { ApiCall, ApiDocument } from "./api-document.ts";
import { callHtml, idOfCall } from "./call-html.ts";
import { escaped, inline } from "./html.ts";
import { fieldsHtml } from "./schema-html.ts";

interface Call {
  readonly method: string;
  readonly path: string;
  readonly call: ApiCall;
}

/**
 * @param options.basePath see base-path.ts
 * @param options.hasPage whether the server also has the web page, with its icon
 */
export function docsPage(
  document: ApiDocument,
  { basePath, hasPage }: { readonly basePath: string; readonly hasPage: boolean },
): string {
  const { info, components } = document;
  const groups = callsByTag(document);
  const schemas = Object.entries(components.schemas).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const base = escaped(basePath);
  const nav = groups.map(
    ([tag, calls]) =>
      `<h3>${escaped(tag)}</h3><ul>${calls
        .map(({ method, path, call }) => `<li><a href="#${idOfCall(method, path)}">${escaped(call.summary)}</a></li>`)
        .join("")}</ul>`,
  );
  const sections = groups.map(
    ([tag, calls]) =>
      `<section><h2>${escaped(tag)}</h2>${calls
        .map(({ method, path, call }) => callHtml(method, path, call))
        .join("")}</section>`,
  );
  const named = schemas.map(
    ([name, schema]) =>
      `<article id="schema-${escaped(name)}"><h3>${escaped(name)}</h3>` +
      `${schema.description === undefined ? "" : `<p>${inline(schema.description)}</p>`}${fieldsHtml(schema)}</article>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The API of Gleaner</title>
${hasPage ? `<link rel="icon" href="${base}/icon.svg" type="image/svg+xml">` : `<link rel="icon" href="data:,">`}
<link rel="stylesheet" href="${base}/docs/docs.css">
<script src="${base}/docs/docs.js"></script>
</head>
<body>
<a class="skip-link" href="#calls">Skip to the calls</a>
<header>
<h1>The API of Gleaner <small>${escaped(info.version)}</small></h1>
<p>${hasPage ? `<a href="${base}/">The page of this server</a> · ` : ""}<a href="${base}/api/v1/openapi.json">OpenAPI document</a></p>
</header>
<nav aria-label="Calls"><details open><summary>All calls</summary><h2>All calls</h2>${nav.join("")}<h3><a href="#schemas">Named schemas</a></h3></details></nav>
<main id="calls" tabindex="-1">
<section>
<h2>How to call</h2>
<p>${inline(info.description)}</p>
<p>All addresses begin with that of the server${basePath === "" ? "" : `, <code>${base}</code> included`}. Bodies and answers are JSON, with names in <code>snake_case</code>, times in ISO 8601 and UTC, sizes in bytes. A server with a token wants <code>-H 'authorization: Bearer TOKEN'</code> with each command.</p>
<p>An error has a code for programs and a sentence for people: <code>{"detail": {"code": "NOT_FOUND", "message": "…"}}</code>. Each call lists the codes that it may answer.</p>
</section>
${sections.join("\n")}
<section id="schemas"><h2>Named schemas</h2>${named.join("")}</section>
</main>
</body>
</html>
`;
}

/** The calls of each tag, in the order of the tags. A tag that the document does not list comes last. */
function callsByTag({ tags, paths }: ApiDocument): readonly (readonly [tag: string, calls: readonly Call[]])[] {
  const byTag = new Map<string, Call[]>(tags.map(({ name }) => [name, []]));
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, call] of Object.entries(methods)) {
      const [tag = ""] = call.tags;
      byTag.set(tag, [...(byTag.get(tag) ?? []), { method, path, call }]);
    }
  }
  return [...byTag].filter(([, calls]) => calls.length > 0);
}
