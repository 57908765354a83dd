import { addressOf, type CallExample } from "./call-example.ts";

/**
 * The request of an example as a command for a shell.
 *
 * @param call such as `GET /api/v1/jobs`
 * @param server the address of the server, such as `http://localhost:8765`
 */
export function curlCommand(call: string, example: CallExample, server: string): string {
  const method = call.slice(0, call.indexOf(" "));
  const { headers = {}, body, type } = example;
  const address = server + addressOf(call, example);
  const words = ["curl"];
  // An event stream goes on: without -N, curl would keep the first events back.
  if (type === "text/event-stream") words.push("-N");
  if (method === "GET" && /^(?:image|video)\//.test(type ?? "")) words.push("-o", "FILE");
  if (method === "HEAD") words.push("-I");
  else if (method !== "GET") words.push("-X", method);
  words.push(quoted(address));
  for (const [name, value] of Object.entries(headers)) words.push("-H", quoted(`${name}: ${value}`));
  if (body !== undefined) words.push("-H", "'content-type: application/json'", "-d", quoted(JSON.stringify(body)));
  return words.join(" ");
}

function quoted(text: string): string {
  return /^[\w/:.@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
