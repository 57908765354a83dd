import type { FastifyInstance, FastifyReply } from "fastify";
import type { ApiDocument } from "./api-document.ts";
import { docsPage } from "./docs-page.ts";
import { docsScript, docsStyle } from "./docs-style.ts";

/** The page loads everything from this server. */
const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The page about the API. It is made at the first request, when all routes are known. */
export function docsRoutes(
  app: FastifyInstance,
  options: { readonly basePath: string; readonly hasPage: boolean },
): void {
  let html: string | null = null;
  const sendPage = (_request: unknown, reply: FastifyReply) => {
    html ??= docsPage(app.swagger() as unknown as ApiDocument, options);
    return reply.type("text/html; charset=utf-8").header("content-security-policy", docsPolicy).send(html);
  };
  const schema = { hide: true };
  app.get("/docs", { schema }, sendPage);
  app.get("/docs/", { schema }, sendPage);
  app.get("/docs/docs.css", { schema }, (_, reply) => reply.type("text/css; charset=utf-8").send(docsStyle));
  app.get("/docs/docs.js", { schema }, (_, reply) => reply.type("text/javascript; charset=utf-8").send(docsScript));
}
