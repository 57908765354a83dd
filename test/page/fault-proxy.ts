/**
 * A proxy between the page and its server, with the faults of real networks and proxies: it holds requests, loses answers,
 * answers by itself, closes or withholds event streams, and goes away.
 */
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";

/** A method and a part of an address, such as `POST /cancel`. */
export type RequestPattern = string;

/** A fault for one request. */
type Fate =
  | { readonly kind: "hold"; readonly held: PromiseWithResolvers<void>; readonly release: Promise<Release> }
  | { readonly kind: "lose_answer"; readonly lost: PromiseWithResolvers<void> }
  | { readonly kind: "late"; readonly lost: PromiseWithResolvers<void>; readonly arrival: Promise<void> }
  | { readonly kind: "answer"; readonly status: number; readonly body: string; readonly lasts: boolean };

/** Whether the answer to a held request reaches the page, or the answer in place of the server's. */
type Release = "answered" | "unanswered" | { readonly status: number; readonly body: object };

export class FaultProxy implements AsyncDisposable {
  /** The address of the server. It may change, such as when the server returns on another port. */
  target: string;
  #streams: "pass" | "withhold" | "refuse" = "pass";
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  readonly #sockets = new Set<Socket>();
  readonly #openStreams = new Set<ServerResponse>();
  readonly #fates: { readonly pattern: RequestPattern; readonly fate: Fate }[] = [];
  readonly #requests: string[] = [];
  #isDown = false;

  private constructor(target: string) {
    this.target = target;
    this.#server.on("connection", (socket: Socket) => {
      if (this.#isDown) socket.destroy();
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** The address of the proxy. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The number of such requests so far. */
  count(pattern: RequestPattern): number {
    return this.#requests.filter((request) => matches(request, pattern)).length;
  }

  /** Holds the next such request until it is released. */
  hold(pattern: RequestPattern): { readonly held: Promise<void>; readonly release: (how?: Release) => void } {
    const held = Promise.withResolvers<void>();
    const { promise, resolve } = Promise.withResolvers<Release>();
    this.#fates.push({ pattern, fate: { kind: "hold", held, release: promise } });
    return { held: held.promise, release: (how = "answered") => resolve(how) };
  }

  /** Passes the next such request on, and breaks the connection before the answer. Resolves then. */
  loseAnswer(pattern: RequestPattern): Promise<void> {
    const lost = Promise.withResolvers<void>();
    this.#fates.push({ pattern, fate: { kind: "lose_answer", lost } });
    return lost.promise;
  }

  /** Breaks the connection of the next such request. The request reaches the server only when it is released. */
  late(pattern: RequestPattern): { readonly lost: Promise<void>; readonly arrive: () => void } {
    const lost = Promise.withResolvers<void>();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#fates.push({ pattern, fate: { kind: "late", lost, arrival: promise } });
    return { lost: lost.promise, arrive: resolve };
  }

  /** Answers the next such request in place of the server. */
  answer(pattern: RequestPattern, status: number, body: object | string): void {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    this.#fates.push({ pattern, fate: { kind: "answer", status, body: text, lasts: false } });
  }

  /** Answers all such requests in place of the server. Returns a function that ends this. */
  answerAll(pattern: RequestPattern, status: number, body: object): () => void {
    const entry = { pattern, fate: { kind: "answer", status, body: JSON.stringify(body), lasts: true } } as const;
    this.#fates.push(entry);
    return () => void this.#fates.splice(this.#fates.indexOf(entry), 1);
  }

  /** Takes the network away: open connections break, and new ones fail. */
  down(): void {
    this.#isDown = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  up(): void {
    this.#isDown = false;
  }

  /** Closes the open event streams. */
  cutStreams(): void {
    for (const stream of this.#openStreams) stream.destroy();
  }

  /** The treatment of new event streams: passed on, held back for ever, or refused. */
  setStreams(streams: "pass" | "withhold" | "refuse"): void {
    this.#streams = streams;
    this.cutStreams();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.down();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = `${request.method} ${request.url}`;
    this.#requests.push(name);
    const isStream = request.url?.startsWith("/api/v1/events") === true;
    const fate = this.#fateOf(name);
    if (fate?.kind === "late") {
      await this.#passLate(request, response, fate);
      return;
    }
    let lost = fate?.kind === "lose_answer" ? fate.lost : null;
    if (fate?.kind === "hold") {
      fate.held.resolve();
      const release = await fate.release;
      if (typeof release === "object") {
        response.writeHead(release.status, { "content-type": "application/json" }).end(JSON.stringify(release.body));
        return;
      }
      if (release === "unanswered") lost = Promise.withResolvers();
    }
    if (response.destroyed) return;
    if (fate?.kind === "answer") {
      const isJson = fate.body.startsWith("{");
      response.writeHead(fate.status, { "content-type": isJson ? "application/json" : "text/html" }).end(fate.body);
    } else if (isStream && this.#streams === "refuse") response.writeHead(502).end("Bad gateway");
    else this.#pass(request, response, { isStream, lost });
  }

  #fateOf(name: string): Fate | undefined {
    const index = this.#fates.findIndex(({ pattern }) => matches(name, pattern));
    const fate = this.#fates[index]?.fate;
    if (fate !== undefined && !(fate.kind === "answer" && fate.lasts)) this.#fates.splice(index, 1);
    return fate;
  }

  async #passLate(
    request: IncomingMessage,
    response: ServerResponse,
    { lost, arrival }: Fate & { readonly kind: "late" },
  ): Promise<void> {
    const body = await buffer(request);
    response.destroy();
    lost.resolve();
    await arrival;
    const { host: _, origin: __, ...headers } = request.headers;
    const url = new URL(request.url ?? "/", this.target);
    const passedOn = httpRequest(url, { method: request.method ?? "GET", headers, agent: false });
    passedOn.on("response", (answer) => answer.resume());
    passedOn.end(body);
  }

  #pass(
    request: IncomingMessage,
    response: ServerResponse,
    { isStream, lost }: { readonly isStream: boolean; readonly lost: PromiseWithResolvers<void> | null },
  ): void {
    // The page has another origin than the server, which would refuse its changes.
    const { host: _, origin: __, ...headers } = request.headers;
    const passedOn = httpRequest(new URL(request.url ?? "/", this.target), {
      method: request.method ?? "GET",
      headers,
      agent: false,
    });
    passedOn.on("error", () => response.destroy());
    response.on("close", () => passedOn.destroy());
    passedOn.on("response", (answer) => {
      answer.on("error", () => response.destroy());
      if (lost !== null) {
        answer.resume();
        response.destroy();
        lost.resolve();
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (!isStream) {
        answer.pipe(response);
        return;
      }
      response.flushHeaders();
      this.#openStreams.add(response);
      response.once("close", () => this.#openStreams.delete(response));
      answer.once("close", () => response.end());
      if (this.#streams === "pass") answer.pipe(response);
      else answer.resume();
    });
    request.pipe(passedOn);
  }
}

function matches(name: string, pattern: RequestPattern): boolean {
  const [method = "", part = ""] = pattern.split(" ");
  return name.startsWith(`${method} `) && name.includes(part);
}
