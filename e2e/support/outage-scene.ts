import { expect, onTestFinished } from "vitest";
import { type Connection, connect } from "@/lib/platform/db/connect";
import { type DatabaseProxy, startDatabaseProxy } from "@/lib/testing/database-proxy";
import { enterPassword, isSignedIn } from "./account-steps";
import { type StartedConsole, startConsole } from "./console";
import { newDataDir } from "./data-dir";
import { addPerson, PASSWORD, type Person } from "./database";
import { externalEnvironment, startExternalDatabase } from "./external-database";
import { createHttpClient, type HttpClient, type ReceivedPage } from "./http-client";

export type Scene = { console: StartedConsole; proxy: DatabaseProxy; database: Connection; person: Person; client: HttpClient };

/** A console that reaches its database through a proxy, and somebody signed in to it. */
export async function setTheScene(): Promise<Scene> {
  const url = await startExternalDatabase();
  const proxy = await startDatabaseProxy(url);
  const console = await startConsole({ dataDir: await newDataDir(), env: externalEnvironment(proxy.url) });
  const database = connect(url, "latchkey-test", 2);
  onTestFinished(async () => {
    await database.disconnect();
    console.npm.kill("SIGTERM");
    await console.ended;
    await proxy.close();
  });
  await console.ready();
  const person = await addPerson(database);
  const client = createHttpClient(console.url);
  await enterPassword(client, person.username, PASSWORD);
  expect(await isSignedIn(client)).toBe(true);
  return { console, proxy, database, person, client };
}

export const readiness = async ({ console }: Scene) => {
  const answer = await fetch(`${console.url}/api/health/ready`);
  return { status: answer.status, ...(await answer.json()) };
};
export const NOT_READY = { status: "not ready", reason: "the database does not answer" };

export function expectUnavailable(page: ReceivedPage) {
  expect(page.status).toBe(503);
  expect(page.headers.get("retry-after")).toBe("5");
  expect(page.headers.get("cache-control")).toBe("private, no-store");
  expect(page.text).toContain("The console cannot answer just now");
}
