import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { examples } from "./examples/examples.ts";
import { withExamples } from "./examples/with-examples.ts";

/** The order of the parts of the document. */
const tags = [
  "Jobs",
  "Events",
  "Videos",
  "Saved filters",
  "Duplicates",
  "Directories of the library",
  "Directories",
  "Signing in",
  "Server",
  "Health",
];

/** Where a server listens that was started without settings. */
const usualServer = "http://localhost:8765";

/**
 * The OpenAPI document, made from the schemas that validate requests, with an example of each call.
 *
 * @param options.basePath see base-path.ts
 */
export async function describeApi(
  app: FastifyInstance,
  { version, basePath }: { readonly version: string; readonly basePath: string },
): Promise<void> {
  await app.register(import("@fastify/swagger"), {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Gleaner",
        version,
        description:
          "Scans directories of videos into a library. A scan can be cancelled at any moment and keeps its results.",
      },
      servers: [{ url: basePath === "" ? "/" : basePath }],
      tags: tags.map((name) => ({ name })),
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer" },
          session: { type: "apiKey", in: "cookie", name: "gleaner_session" },
        },
      },
      security: [{}, { token: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) =>
      withExamples(withoutInputs(jsonSchemaTransformObject(document)), examples, usualServer + basePath),
  });
}

/** Removes the `...Input` form that each named schema gets for requests. No request uses a named schema. */
function withoutInputs(document: ReturnType<typeof jsonSchemaTransformObject>) {
  const schemas = "components" in document ? (document.components?.schemas ?? {}) : {};
  for (const name of Object.keys(schemas)) if (name.endsWith("Input")) Reflect.deleteProperty(schemas, name);
  return document;
}
