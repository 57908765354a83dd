/**
 * How messages name a Postgres database, without its password.
 *
 * @param url as in `Config.databaseUrl`
 */
export function databaseName(url: string): string {
  const { hostname, port, pathname, username, searchParams } = new URL(url);
  const database = decodeURIComponent(pathname.slice(1));
  const user = username === "" ? "" : `${decodeURIComponent(username)}@`;
  const host = hostname === "" ? (searchParams.get("host") ?? "localhost") : hostname;
  const shownPort = port === "" ? (searchParams.get("port") ?? "5432") : port;
  return `the Postgres database ${database} (${user}${host}:${shownPort})`;
}
