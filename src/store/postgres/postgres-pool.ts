import { type ClientBase, type CustomTypesConfig, Pool, type PoolConfig, types } from "pg";

/** How long a connection may take, in milliseconds. */
const connectMs = 10_000;

/**
 * What every session is limited to, in milliseconds. A process that is suspended in the middle of a transaction holds
 * its locks, and a cancel waits for as long. The cancel must be answered within two seconds. A process that was only
 * slow runs its transaction again.
 */
const limits = {
  statement_timeout: 120_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 1_000,
} as const;

/**
 * Settings of the server that the store relies on. Queries here are short, and compiling them with `jit` takes many times
 * as long as running them.
 */
const sessionSettings = { default_transaction_isolation: "'read committed'", jit: "off", ...limits };

/** A network that drops everything gives no answer and no error. Longer than a statement may take. */
const defaultAnswerMs = 130_000;

/**
 * A pool of connections, which open when they are needed and close when they are not.
 *
 * @param options.max how many are open at most
 * @param options.answerMs how long to wait for the answer to a statement, in milliseconds. Default: 130,000
 * @param options.sessions the name of the sessions on the server. It begins with `gleaner`
 */
export function openPool(
  url: string,
  options: { readonly max: number; readonly answerMs?: number; readonly sessions?: string },
): Pool {
  const { max, answerMs = defaultAnswerMs, sessions = "gleaner" } = options;
  const config: PoolConfig = {
    connectionString: url,
    max,
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
    application_name: sessions,
    keepAlive: true,
    types: wholeNumbersAsNumbers,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, which its type does not say
    onConnect: limitSession,
  };
  const pool = new Pool(config);
  // Without a listener, the end of a connection would end the process. The next statement on it fails, and says so.
  pool.on("error", () => {});
  pool.on("connect", (client) => void client.on("error", () => {}));
  return pool;
}

async function limitSession(client: ClientBase): Promise<void> {
  const settings = Object.entries(sessionSettings).map(([setting, value]) => `set ${setting} = ${value}`);
  await client.query(settings.join("; "));
}

/** The type of whole numbers in the protocol. */
const bigint: number = types.builtins.INT8;

/** Whole numbers arrive as text, because some have no JavaScript number. Those of this schema have. */
const wholeNumbersAsNumbers: CustomTypesConfig = {
  getTypeParser: (type: number, format?: "text" | "binary"): unknown =>
    type === bigint ? Number : types.getTypeParser(type, format),
};
