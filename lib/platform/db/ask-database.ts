import { DatabaseClient, databaseConnection } from "./database-client";

/** How long to wait for a connection where the address does not say, and for each answer. */
const TIMEOUT_MS = 10_000;

type Options = { name?: string; stopping?: AbortSignal };

/** Runs `ask` on a connection of its own, with the settings that the server has. It is cut when `stopping` is aborted. */
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
