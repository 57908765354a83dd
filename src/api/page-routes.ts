/**
 * The web page: the files of the built page, and `index.html` at every address that the page has a view for. These files
 * hold no data, so they need no token; the page itself asks for it.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { indexBelow } from "./base-path.ts";

/** The page loads everything from this server. Its components set styles on elements. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self'",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Addresses that are never views of the page, even where nothing answers. */
const notOfThePage = ["/api", "/api/*", "/docs/*", "/health", "/health/*", "/metrics/*"];

/** The path of a file that is neither hidden nor outside the directory. */
const filePath = /^(?:\/\w[\w.-]*)+$/;

/** Files in this directory have a hash in their name, so browsers may keep them for ever. They ask for all others again. */
const hashedNames = "assets/";

/**
 * @param directory the built page. Files are read at each request, so that a rebuilt page needs no restart. Compressed
 *   versions, `.br` and `.gz`, may stand beside a file
 * @param options.basePath see base-path.ts
 */
export function pageRoutes(app: FastifyInstance, directory: string, { basePath }: { readonly basePath: string }): void {
  app.register(async (page) => {
    // Only servers with a page load it.
    await page.register(import("@fastify/static"), {
      root: directory,
      serve: false,
      index: false,
      dotfiles: "ignore",
      acceptRanges: false,
      preCompressed: true,
      // All files of an npm package have the same date, so dates say nothing about their content.
      etag: false,
      lastModified: false,
      cacheControl: false,
      // Only for files that exist: errors keep the headers of every answer.
      setHeaders: (reply, path) => {
        const isHashed = path.startsWith(join(directory, hashedNames));
        reply.headers(headersOfFile(isHashed ? "public, max-age=31536000, immutable" : "no-cache"));
      },
    });
    page.addHook("onRequest", async ({ raw }) => {
      // Conditions for writing, on which the plugin would fail.
      Reflect.deleteProperty(raw.headers, "if-match");
      Reflect.deleteProperty(raw.headers, "if-unmodified-since");
    });

    const sendIndex = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const html = indexBelow(await readFile(join(directory, "index.html"), "utf8"), basePath);
      const etag = etagOf(html);
      reply.headers(headersOfFile("no-cache")).header("etag", etag);
      if (hasEtag(request, etag)) return reply.code(304).send();
      return reply.type("text/html; charset=utf-8").send(html);
    };
    const sendFile = async (request: FastifyRequest, reply: FastifyReply, name: string): Promise<FastifyReply> => {
      if (name === "index.html") return sendIndex(request, reply);
      const content = name.startsWith(hashedNames) ? null : await readFile(join(directory, name)).catch(() => null);
      if (content === null) return reply.sendFile(name);
      const etag = etagOf(content);
      reply.header("etag", etag);
      return hasEtag(request, etag) ? reply.headers(headersOfFile("no-cache")).code(304).send() : reply.sendFile(name);
    };
    const method = ["GET", "HEAD"];
    const schema = { hide: true };
    const config = { isPublic: true };
    page.route({
      method,
      url: "/",
      schema,
      config,
      handler: sendIndex,
    });
    page.route({
      method,
      url: "/*",
      schema,
      config,
      handler: async (request, reply) => {
        const name = nameOfFile(request);
        return name === null ? reply.callNotFound() : sendFile(request, reply, name);
      },
    });
    for (const url of notOfThePage) {
      page.route({ method, url, schema, handler: (_request, reply) => reply.callNotFound() });
    }
  });
}

function headersOfFile(cacheControl: string) {
  return { "cache-control": cacheControl, "content-security-policy": pagePolicy };
}

/** A weak ETag, as a compressed file is equivalent but not identical. */
function etagOf(content: string | Buffer): string {
  return `W/"${createHash("sha256").update(content).digest("base64url")}"`;
}

function hasEtag({ headers }: FastifyRequest, etag: string): boolean {
  return headers["if-none-match"]?.includes(etag.slice(2)) === true;
}

/** The file to send; null if there is none. A path whose last part has a dot names a file. Any other is a view for browsers. */
function nameOfFile({ url, headers }: FastifyRequest): string | null {
  const path = url.replace(/[?#].*$/s, "");
  if (path.slice(path.lastIndexOf("/")).includes(".")) return filePath.test(path) ? path.slice(1) : null;
  return headers.accept?.toLowerCase().includes("text/html") === true ? "index.html" : null;
}
