import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { processOnPort } from "./process-on-port.ts";

test.runIf(process.platform === "linux")(
  "the process that listens on a port is named, and none on a free port",
  async () => {
    for (const host of ["127.0.0.1", "::"]) {
      const server = createServer().listen(0, host);
      await once(server, "listening");
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      expect(await processOnPort(port)).toEqual({ pid: process.pid, command: expect.stringContaining("node") });
      server.close();
      await once(server, "close");
      expect(await processOnPort(port)).toBeNull();
    }
  },
);
