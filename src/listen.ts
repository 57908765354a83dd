/** The address that a server listens on: whether it may, and who else uses it. */
import { isLoopback } from "./api/loopback.ts";
import { type Config, InvalidSetting } from "./config.ts";
import { isKilledAndWaits, killedAndWaits } from "./files/killed-process.ts";
import { systemErrorText } from "./files/system-error-text.ts";
import { processOnPort } from "./process-on-port.ts";

interface Address {
  readonly host: string;
  readonly port: number;
}

/** The port that was asked for is not available. */
class CannotListen extends Error {
  override readonly name = "CannotListen";
  readonly code = "CANNOT_LISTEN";
}

/**
 * Refuses a server that anyone on the network could use: it would list the library and cancel scans for all of them.
 *
 * @throws InvalidSetting that says what to set
 */
export function requireProtection(host: string, { token, allowAnyone }: Pick<Config, "token" | "allowAnyone">): void {
  if (isLoopback(host) || token !== null || allowAnyone) return;
  throw new InvalidSetting(
    `Anyone who can reach ${host} could use this server. Set GLEANER_TOKEN to a secret of your choice ` +
      "(such as the output of `openssl rand -hex 24`). If a proxy in front of it asks for a password, set " +
      "GLEANER_ALLOW_ANYONE=1 instead.",
  );
}

/**
 * @returns the origin, such as `http://127.0.0.1:8765`
 * @throws CannotListen that says who uses the port
 */
export async function listenOn(
  app: { listen(address: Address): Promise<string> },
  { host, port }: Address,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const inUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const why = inUse ? await userOfPort(port) : systemErrorText(error);
    const message = `Cannot listen on ${host}, port ${port}: ${why} Choose another with --port or GLEANER_PORT.`;
    throw new CannotListen(message, { cause: error });
  }
}

async function userOfPort(port: number): Promise<string> {
  const found = await processOnPort(port).catch(() => null);
  if (found === null) return "another program uses it.";
  const name = `process ${found.pid} (${found.command})`;
  return (await isKilledAndWaits(found.pid)) ? `${name} still holds it. ${killedAndWaits}` : `${name} uses it.`;
}
