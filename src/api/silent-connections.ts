import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** How long an incomplete request may take once the server closes, in milliseconds. */
const lingerMs = 1_000;

/**
 * Ends connections that would delay the close of the server. Connections without any request end at once: browsers and
 * fetch open them ahead of need. Connections with an incomplete request end after a moment. Node counts both as busy.
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
