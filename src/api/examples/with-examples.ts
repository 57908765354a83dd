import type { CallExamples } from "./call-example.ts";
import { curlCommand } from "./curl-command.ts";

/** The parts of an OpenAPI document that have examples. */
interface Document {
  paths?: Record<string, Record<string, Call> | undefined>;
}
interface Call {
  parameters?: { name: string; in: string; example?: unknown }[];
  requestBody?: { content?: Content };
  responses?: Record<string, { content?: Content }>;
  "x-codeSamples"?: readonly { readonly lang: string; readonly label: string; readonly source: string }[];
}
type Content = Record<string, ContentOfType>;
interface ContentOfType {
  example?: unknown;
  /** Whether the lists of the example are shorter than those of the answer. */
  "x-excerpt"?: boolean;
}

/**
 * Puts the examples into the document: the values of each parameter and body, the answer, and the command for a shell.
 *
 * @param server the address of the server in the commands, such as `http://localhost:8765`
 */
export function withExamples<Kind>(document: Kind, examples: CallExamples, server: string): Kind {
  const { paths = {} } = document as Document;
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, call] of Object.entries(methods ?? {})) {
      const name = `${method.toUpperCase()} ${path}`;
      const example = examples[name];
      if (example === undefined) continue;
      const {
        path: inPath = {},
        query = {},
        body,
        status,
        type = "application/json",
        answer,
        isExcerpt = false,
      } = example;
      for (const parameter of call.parameters ?? []) {
        const value = (parameter.in === "path" ? inPath : query)[parameter.name];
        if (value !== undefined) parameter.example = value;
      }
      put(call.requestBody?.content?.["application/json"], body);
      const content = call.responses?.[status]?.content?.[type];
      put(content, answer);
      if (content !== undefined && isExcerpt) content["x-excerpt"] = true;
      call["x-codeSamples"] = [{ lang: "Shell", label: "curl", source: curlCommand(name, example, server) }];
    }
  }
  return document;
}

function put(content: ContentOfType | undefined, example: unknown): void {
  if (content !== undefined && example !== undefined) content.example = example;
}
