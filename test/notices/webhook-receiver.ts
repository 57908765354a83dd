/** A real receiver of a webhook: it answers as a test says, and verifies signatures with code of its own. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Received {
  readonly id: string;
  readonly type: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- what is in it is what the tests are about
  readonly data: any;
  readonly isSigned: boolean;
  readonly headers: IncomingMessage["headers"];
  readonly path: string;
}

export class WebhookReceiver implements AsyncDisposable {
  readonly #server = createServer((request, response) => void this.#receive(request, response));
  readonly #waiting: Received[] = [];
  #arrived = Promise.withResolvers<void>();
  /** What it does with the next requests. Default: takes them. */
  answer: (response: ServerResponse) => void = (response) => response.writeHead(204).end();
  secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook?token=x`;
  }

  static async open(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((resolve) => {
      receiver.#server.listen(0, "127.0.0.1", resolve);
    });
    return receiver;
  }

  /** The next message, in the order of their arrival. */
  async next(): Promise<Received> {
    for (;;) {
      const received = this.#waiting.shift();
      if (received !== undefined) return received;
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
  }

  /** How many messages have come and were not taken by `next`. */
  get left(): number {
    return this.#waiting.length;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { type, data } = JSON.parse(body);
    const { headers } = request;
    const id = String(headers["webhook-id"]);
    const isSigned = await verify(this.secret, headers, body);
    this.#waiting.push({ id, type, data, isSigned, headers, path: request.url ?? "" });
    this.#arrived.resolve();
    this.answer(response);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}

/**
 * As https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md describes it, with Web
 * Crypto: nothing of it is shared with the code that signs.
 */
export async function verify(secret: string, headers: IncomingMessage["headers"], body: string): Promise<boolean> {
  const bytes = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes(secret.split("_")[1] ?? ""), algorithm, false, ["verify"]);
  const signed = [headers["webhook-id"], headers["webhook-timestamp"], body].join(".");
  for (const part of String(headers["webhook-signature"]).split(" ")) {
    const [version, signature = ""] = part.split(",");
    if (version !== "v1") continue;
    if (await crypto.subtle.verify("HMAC", key, bytes(signature), new TextEncoder().encode(signed))) return true;
  }
  return false;
}
