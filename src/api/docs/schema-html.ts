/** JSON Schemas as lists of fields. A named schema is described once, and all others that use it link to it. */
import type { ApiParameter, ApiSchema } from "./api-document.ts";
import { escaped, inline } from "./html.ts";

/** The fields of an object or of the objects in a list, with their meaning; empty for a schema without fields. */
export function fieldsHtml(schema: ApiSchema): string {
  const { properties, required = [], items, anyOf, oneOf } = schema;
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(([name, field]) =>
      fieldHtml(name, field, { isRequired: required.includes(name) }),
    );
    return `<dl>${fields.join("")}</dl>`;
  }
  if (items !== undefined) return fieldsHtml(items);
  const choices = (anyOf ?? oneOf ?? []).map(fieldsHtml).filter((html) => html !== "");
  return choices.join("<p>or</p>");
}

export function parametersHtml(parameters: readonly ApiParameter[]): string {
  const fields = parameters.map(({ name, schema, description, required = false, in: place }) =>
    fieldHtml(name, description === undefined ? schema : { ...schema, description }, {
      isRequired: required,
      place: place === "path" ? "in the path" : "",
    }),
  );
  return `<dl>${fields.join("")}</dl>`;
}

function fieldHtml(
  name: string,
  schema: ApiSchema,
  { isRequired, place = "" }: { readonly isRequired: boolean; readonly place?: string },
): string {
  const facts = [typeHtml(schema), ...limits(schema), place, isRequired ? "" : "optional"].filter(
    (fact) => fact !== "",
  );
  const meaning = schema.description === undefined ? "" : `<p>${inline(schema.description)}</p>`;
  return (
    `<div><dt><code>${escaped(name)}</code> <span class="type">${facts.join(", ")}</span></dt>` +
    `<dd>${meaning}${fieldsHtml(schema)}</dd></div>`
  );
}

/** The type of a value in words, such as `list of integer` or `text or null`. */
export function typeHtml(schema: ApiSchema): string {
  const { $ref, type, items, anyOf, oneOf } = schema;
  if ($ref !== undefined) {
    const name = escaped($ref.slice($ref.lastIndexOf("/") + 1));
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return valueHtml(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(valueHtml).join(" | ");
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return [...new Set(choices.map(typeHtml))].join(" or ");
  if (items !== undefined) return `list of ${typeHtml(items)}`;
  if (schema.format === "date-time") return "time";
  if (schema.format === "uuid") return "UUID";
  if (typeof type === "string") return typeNames[type] ?? escaped(type);
  if (type !== undefined) return type.map((name) => typeNames[name] ?? escaped(name)).join(" or ");
  return "any value";
}

const typeNames: Readonly<Record<string, string>> = { string: "text", boolean: "true or false" };

function limits(schema: ApiSchema): readonly string[] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  return [
    range(minimum, maximum, ""),
    range(minLength, maxLength, " characters"),
    range(minItems, maxItems, " items"),
    schema.default === undefined ? "" : `default ${valueHtml(schema.default)}`,
  ];
}

/** Empty without a limit. The largest whole number of JavaScript is no limit that anybody meets. */
function range(least: number | undefined, most: number | undefined, unit: string): string {
  const isLimited = most !== undefined && most !== Number.MAX_SAFE_INTEGER;
  if (isLimited) return least === undefined ? `at most ${most}${unit}` : `${least} to ${most}${unit}`;
  return least === undefined || least === Number.MIN_SAFE_INTEGER ? "" : `at least ${least}${unit}`;
}

function valueHtml(value: unknown): string {
  return `<code>${escaped(JSON.stringify(value))}</code>`;
}
