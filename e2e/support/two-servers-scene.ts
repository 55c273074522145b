import { onTestFinished } from "vitest";
import { type Connection, connect } from "@/lib/platform/db/connect";
import { freePort } from "@/lib/testing/free-port";
import { type StartedApp, startApp, startReadyApp } from "./app";
import { newDataDir } from "./data-dir";
import { externalEnvironment, startExternalDatabase } from "./external-database";
import { createHttpClient, type HttpClient } from "./http-client";

export type Servers = { a: StartedApp; b: StartedApp; database: Connection };

/** Two consoles on one database, the second started after the first start has finished. */
export async function startTwo(env: Record<string, string> = {}): Promise<Servers> {
  const url = await startExternalDatabase();
  const port = String(await freePort());
  const both = { ...externalEnvironment(url), APP_URL: `http://localhost:${port}`, ...env };
  const a = await startReadyApp({ dataDir: await newDataDir(), env: { ...both, PORT: port } });
  const b = await startApp({ dataDir: await newDataDir(), env: both });
  const database = connect(url, "latchkey-test", 2);
  onTestFinished(async () => {
    await database.disconnect();
    for (const app of [a, b]) app.npm.kill("SIGTERM");
    await Promise.all([a.ended, b.ended]);
  });
  await b.ready();
  return { a, b, database };
}

/** One user's browser behind a load balancer: `via` says which server the next request goes to. */
export function balanced({ a }: Servers, address = "198.18.0.1"): { client: HttpClient; via(app: StartedApp): HttpClient } {
  let { url } = a;
  const client = createHttpClient(() => url, { address });
  const via = (app: StartedApp) => {
    url = app.url;
    return client;
  };
  return { client, via };
}
