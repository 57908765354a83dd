/** The network between the program and a Postgres server, which tests can cut. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface CuttableConnection {
  /** The address of the database through this network. */
  readonly url: string;
  /** Ends all connections, and refuses new ones until `mend`. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Passes nothing on any more, and ends no connection, until `letGo`. Connections that were held stay so. */
  hold(): void;
  letGo(): void;
  close(): Promise<void>;
}

/** @param url the address of a database of a server on this machine */
export async function cuttableConnection(url: string): Promise<CuttableConnection> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const held = new WeakSet<Socket>();
  let isHolding = false;
  const server = createServer((socket) => {
    const onward = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one.on("error", () => {});
      one.once("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.on("data", (data) => {
        if (isHolding) held.add(one);
        if (!held.has(one)) other.write(data);
      });
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A server has a port");
  const through = new URL(url);
  through.port = String(address.port);
  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: through.href,
    cut,
    mend: async () => void (await once(server.listen(address.port, "127.0.0.1"), "listening")),
    hold() {
      isHolding = true;
    },
    letGo() {
      isHolding = false;
    },
    close: cut,
  };
}
