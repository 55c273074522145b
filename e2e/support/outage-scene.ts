import { expect, onTestFinished } from "vitest";
import { type Connection, connect } from "@/lib/platform/db/connect";
import { type DatabaseProxy, startDatabaseProxy } from "@/lib/testing/database-proxy";
import { isSignedIn, signIn } from "./account-steps";
import { type StartedApp, startApp } from "./app";
import { newDataDir } from "./data-dir";
import { addUser, type TestUser } from "./database";
import { externalEnvironment, startExternalDatabase } from "./external-database";
import type { HttpClient, ReceivedPage } from "./http-client";

export type Scene = { app: StartedApp; proxy: DatabaseProxy; database: Connection; user: TestUser; client: HttpClient };

/** A console that reaches its database through a proxy, and a signed-in user. */
export async function setTheScene(): Promise<Scene> {
  const url = await startExternalDatabase();
  const proxy = await startDatabaseProxy(url);
  const app = await startApp({ dataDir: await newDataDir(), env: externalEnvironment(proxy.url) });
  const database = connect(url, "latchkey-test", 2);
  onTestFinished(async () => {
    await database.disconnect();
    await app.stop();
    await proxy.close();
  });
  await app.ready();
  const user = await addUser(database);
  const client = await signIn(app.url, user);
  expect(await isSignedIn(client)).toBe(true);
  return { app, proxy, database, user, client };
}

/** What the readiness check says. */
export const readiness = async ({ app }: Pick<Scene, "app">) => {
  const answer = await fetch(`${app.url}/api/health/ready`);
  return { status: answer.status, ...(await answer.json()) };
};
export const NOT_READY = { status: "not ready", reason: "the database does not answer" };

export function expectUnavailable(page: ReceivedPage) {
  expect(page.status).toBe(503);
  expect(page.headers.get("retry-after")).toBe("5");
  expect(page.headers.get("cache-control")).toBe("private, no-store");
  expect(page.text).toContain("Temporarily unavailable");
}
