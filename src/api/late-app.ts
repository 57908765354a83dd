/**
 * An HTTP server that listens at once, and makes its app with the first request. The app takes as much processor time to
 * load as thirty films to probe, and nobody may ever ask the server of a command that scans.
 */
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { requestLimits } from "./request-limits.ts";
import { endSilentConnections } from "./silent-connections.ts";

export interface LateAppOptions {
  /** Makes the app, with this as `AppOptions.serverFor`. */
  readonly makeApp: (serverFor: (handle: RequestListener) => Server) => Promise<FastifyInstance>;
  /** Called if the app cannot be made. The requests that wait for it are ended. */
  readonly onError: (error: unknown) => void;
}

export class LateApp {
  readonly #options: LateAppOptions;
  readonly #server: Server;
  readonly #endSilent: () => void;
  /** Requests that wait for the app. */
  readonly #early: (readonly [IncomingMessage, ServerResponse])[] = [];
  #handle: RequestListener | null = null;
  #app: Promise<FastifyInstance | null> | null = null;

  constructor(options: LateAppOptions) {
    this.#options = options;
    // As a module of ECMAScript, `node:http` would load its WebSocket, too.
    this.#server = process.getBuiltinModule("node:http").createServer(requestLimits, (request, response) => {
      if (this.#handle !== null) {
        this.#handle(request, response);
        return;
      }
      this.#early.push([request, response]);
      this.#app ??= this.#makeApp();
    });
    // Connections may be older than the app.
    this.#endSilent = endSilentConnections(this.#server);
  }

  /** @returns the origin, such as `http://127.0.0.1:8765`. Rejects with the error of the system */
  async listen({ host, port }: { readonly host: string; readonly port: number }): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", reject).listen(port, host, resolve);
    await promise;
    this.#server.off("error", reject);
    const address = this.#server.address();
    return `http://${host}:${typeof address === "object" ? address?.port : port}`;
  }

  /** Answers what has arrived, and ends waits and event streams. */
  async close(): Promise<void> {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    const app = await this.#app;
    // Not before the app is there: the requests that wait for it would be ended.
    this.#endSilent();
    await app?.close();
    // Without an app, nobody waits for an answer.
    if (app === undefined || app === null) this.#server.closeAllConnections();
    else this.#server.closeIdleConnections();
    await closed;
  }

  async #makeApp(): Promise<FastifyInstance | null> {
    try {
      const made = Promise.withResolvers<RequestListener>();
      const app = await this.#options.makeApp((handle) => {
        made.resolve(handle);
        return this.#server;
      });
      await app.ready();
      const handle = await made.promise;
      this.#handle = handle;
      for (const [request, response] of this.#early.splice(0)) handle(request, response);
      return app;
    } catch (error) {
      // The next request tries again.
      this.#app = null;
      this.#options.onError(error);
      for (const [request] of this.#early.splice(0)) request.destroy();
      return null;
    }
  }
}
