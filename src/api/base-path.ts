/**
 * The path below which a reverse proxy shows this server, such as `/gleaner` for `https://nas.example/gleaner/`.
 *
 * Routes know nothing of it. The prefix is taken off before a request is routed, so that a proxy may keep it or strip
 * it. Everything that a browser follows has it in front: links, files of the page, cookies, redirects, the API document.
 */

/** Takes the base path off the address of a request. An address without it is kept. @param basePath `""` for none */
export function withoutBasePath(url: string, basePath: string): string {
  if (basePath === "" || !url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest.startsWith("/")) return rest;
  return rest === "" || /^[?#]/.test(rest) ? `/${rest}` : url;
}

/**
 * The built index.html for a server below `basePath`: its files are named by their full path, and a meta element tells
 * the page the base path.
 */
export function indexBelow(html: string, basePath: string): string {
  return html
    .replaceAll(/(\s(?:href|src)=")\.?\/(?!\/)/g, `$1${basePath}/`)
    .replace(/(<meta name="base-path" content=")[^"]*"/, `$1${basePath}/"`);
}
