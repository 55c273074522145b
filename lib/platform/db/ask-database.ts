import { DatabaseClient, databaseConnection } from "./database-client";

/** Default timeout for a connection, and timeout for each answer. */
const TIMEOUT_MS = 10_000;

type Options = { name?: string; stopping?: AbortSignal };

/** Runs `ask` on its own connection, with the server's settings. The connection is closed when `stopping` is aborted. */
export async function askDatabase<T>(
  databaseUrl: string,
  { name, stopping }: Options,
  ask: (client: DatabaseClient) => Promise<T>,
): Promise<T> {
  stopping?.throwIfAborted();
  const limits = { connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS };
  const client = new DatabaseClient({ application_name: name, ...limits, ...databaseConnection(databaseUrl) });
  client.on("error", () => {});
  const cut = () => client.destroy();
  stopping?.addEventListener("abort", cut);
  try {
    await client.connect();
    return await ask(client);
  } finally {
    stopping?.removeEventListener("abort", cut);
    await client.end().catch(() => {});
  }
}
