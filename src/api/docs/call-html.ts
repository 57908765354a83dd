import type { ApiCall, ApiContent } from "./api-document.ts";
import { code, escaped, inline, prose } from "./html.ts";
import { fieldsHtml, parametersHtml, typeHtml } from "./schema-html.ts";

type Answer = [status: string, response: ApiCall["responses"][string]];

/** The id of the part of the page about a call, such as `get-api-v1-jobs-id`. */
export function idOfCall(method: string, path: string): string {
  return `${method} ${path}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

/** Everything about one call: what it does, how to ask, what it answers, and an example. */
export function callHtml(method: string, path: string, call: ApiCall): string {
  const id = idOfCall(method, path);
  const parameters = call.parameters ?? [];
  return [
    `<article id="${id}" aria-labelledby="${id}-title">`,
    `<h3 id="${id}-title">${escaped(call.summary)}</h3>`,
    `<p class="request"><b class="${method}">${method.toUpperCase()}</b> <code>${escaped(path)}</code></p>`,
    call.description === undefined ? "" : prose(call.description),
    exampleHtml(call),
    parameters.length === 0 ? "" : `<h4>Parameters</h4>${parametersHtml(parameters)}`,
    call.requestBody === undefined ? "" : bodyHtml(call.requestBody),
    answersHtml(Object.entries(call.responses)),
    "</article>",
  ].join("");
}

function exampleHtml({ "x-codeSamples": samples = [], responses }: ApiCall): string {
  if (samples.length === 0) return "";
  const answers = Object.entries(responses).flatMap(([status, { content = {} }]) =>
    Object.values(content).flatMap(({ example, "x-excerpt": isExcerpt = false }) =>
      example === undefined ? [] : [{ title: `Answer ${status}${isExcerpt ? ", in part" : ""}`, example }],
    ),
  );
  return [
    "<h4>Example</h4>",
    ...samples.map(({ source }) => code(source)),
    ...answers.map(({ title, example }) => {
      const text = typeof example === "string" ? example : JSON.stringify(example, null, 2);
      return `<details><summary>${escaped(title)}</summary>${code(text)}</details>`;
    }),
  ].join("");
}

function bodyHtml({ content, required = false }: NonNullable<ApiCall["requestBody"]>): string {
  return `<h4>Body${required ? "" : " (optional)"}</h4>${contentHtml(content, { areFieldsShown: true })}`;
}

function answersHtml(responses: readonly Answer[]): string {
  const isError = ([status]: Answer) => Number(status) >= 400;
  const good = responses.filter((response) => !isError(response)).map(answerHtml);
  const errors = responses.filter(isError).map(answerHtml);
  const folded = `<details><summary>Errors</summary><dl>${errors.join("")}</dl></details>`;
  return `<h4>Answers</h4><dl>${good.join("")}</dl>${errors.length === 0 ? "" : folded}`;
}

function answerHtml([status, { description, content = {} }]: Answer): string {
  // What Fastify says of an answer that has no description.
  const meaning = description === "Default Response" ? "" : prose(description);
  const body = Number(status) < 400 ? contentHtml(content, { areFieldsShown: false }) : "";
  return `<div><dt><code>${escaped(status)}</code></dt><dd>${meaning}${body}</dd></div>`;
}

function contentHtml(content: ApiContent, { areFieldsShown }: { readonly areFieldsShown: boolean }): string {
  return Object.entries(content)
    .map(([type, { schema }]) => {
      if (type !== "application/json") return `<p><code>${escaped(type)}</code></p>`;
      const fields = fieldsHtml(schema);
      const meaning = schema.description === undefined ? "" : `<p>${inline(schema.description)}</p>`;
      if (fields === "") return `<p><span class="type">${typeHtml(schema)}</span></p>${meaning}`;
      return meaning + (areFieldsShown ? fields : `<details><summary>Fields</summary>${fields}</details>`);
    })
    .join("");
}
