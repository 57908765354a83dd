import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** How long a request may take to come to its end once the server closes, in milliseconds. */
const lingerMs = 1_000;

/**
 * Ends connections when the server closes that would keep it from closing: at once those on which nothing was ever
 * asked, which browsers and fetch open ahead of need, and after a moment those that have begun to ask and do not go on.
 * Node counts both as busy.
 */
export function endSilentConnections(app: FastifyInstance): void {
  const open = new Set<Socket>();
  let closing = false;
  app.server.on("connection", (socket: Socket) => {
    if (closing) socket.destroy();
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  app.addHook("preClose", async () => {
    closing = true;
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    setTimeout(() => app.server.closeAllConnections(), lingerMs).unref();
  });
}
