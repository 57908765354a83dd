/** Whether a text is an address that messages can be sent to. `fetch` takes no user and no password in it. */
export function isWebhookUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
}
