/**
 * The web page: the files of a built page, and `index.html` at every address that the page has a view for. Anybody may
 * have these files, as they hold no data; signing in is what the page itself asks for.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Everything that the page loads comes from this server. Its components set styles on elements. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Addresses that are no views of the page, also where nothing is at them. */
const notOfThePage = ["/api", "/api/*", "/docs/*", "/health", "/health/*", "/metrics/*"];

/** A path of a file, without hidden ones and without ways out of its directory. */
const filePath = /^(?:\/\w[\w.-]*)+$/;

/** Of files with a hash in their names, which stand for the same bytes for ever. The others are asked for again. */
const hashedNames = "assets/";

/**
 * @param directory of the built page. Files are read when they are asked for, so that a page that is built anew is
 *   served without a restart. Beside a file may stand `.br` and `.gz`, compressed.
 */
export function pageRoutes(app: FastifyInstance, directory: string): void {
  app.register(async (page) => {
    await page.register(fastifyStatic, {
      root: directory,
      serve: false,
      index: false,
      dotfiles: "ignore",
      acceptRanges: false,
      preCompressed: true,
      // All files of an npm package have the same date: it says nothing about what is in them.
      etag: false,
      lastModified: false,
      cacheControl: false,
      // Only for files that are there: an error keeps the headers that every answer has.
      setHeaders: (reply, path) => {
        const isHashed = path.startsWith(join(directory, hashedNames));
        reply.headers(headersOfFile(isHashed ? "public, max-age=31536000, immutable" : "no-cache"));
      },
    });
    page.addHook("onRequest", async ({ raw }) => {
      // For those who write. The plugin would fail on them.
      Reflect.deleteProperty(raw.headers, "if-match");
      Reflect.deleteProperty(raw.headers, "if-unmodified-since");
    });

    const sendFile = async (request: FastifyRequest, reply: FastifyReply, name: string): Promise<FastifyReply> => {
      const etag = name.startsWith(hashedNames) ? null : await etagOf(join(directory, name));
      if (etag === null) return reply.sendFile(name);
      reply.header("etag", `W/${etag}`);
      if (request.headers["if-none-match"]?.includes(etag) !== true) return reply.sendFile(name);
      return reply.headers(headersOfFile("no-cache")).code(304).send();
    };
    const method = ["GET", "HEAD"];
    const schema = { hide: true };
    const config = { isPublic: true };
    page.route({
      method,
      url: "/",
      schema,
      config,
      handler: (request, reply) => sendFile(request, reply, "index.html"),
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

/** Changes with what is in a file; null where there is none. In quotation marks. */
async function etagOf(path: string): Promise<string | null> {
  try {
    return `"${createHash("sha256")
      .update(await readFile(path))
      .digest("base64url")}"`;
  } catch {
    return null;
  }
}

/** A last part with a dot is the name of a file. Anything else is a view, if it is for a browser to show. */
function nameOfFile({ url, headers }: FastifyRequest): string | null {
  const path = url.replace(/[?#].*$/s, "");
  if (path.slice(path.lastIndexOf("/")).includes(".")) return filePath.test(path) ? path.slice(1) : null;
  return headers.accept?.toLowerCase().includes("text/html") === true ? "index.html" : null;
}
