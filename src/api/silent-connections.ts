import type { Server } from "node:http";
import type { Socket } from "node:net";

/** How long an incomplete request may take once the server closes, in milliseconds. */
const lingerMs = 1_000;

/**
 * Ends connections that would delay the close of the server. Connections without any request end at once: browsers and
 * fetch open them ahead of need. Connections with an incomplete request end after a moment. Node counts both as busy.
 *
 * @param server one that does not listen yet: connections that it has already would not end
 * @returns call it when the server begins to close
 */
export function endSilentConnections(server: Server): () => void {
  const open = new Set<Socket>();
  let closing = false;
  server.on("connection", (socket: Socket) => {
    if (closing) socket.destroy();
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return () => {
    closing = true;
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    setTimeout(() => server.closeAllConnections(), lingerMs).unref();
  };
}
