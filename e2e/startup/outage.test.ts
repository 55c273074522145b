import { expect, onTestFinished, test } from "vitest";
import { type Connection, connect } from "@/lib/platform/db/connect";
import { type DatabaseProxy, startDatabaseProxy } from "@/lib/testing/database-proxy";
import { answered, enrol, enterPassword, isSignedIn } from "../support/account-steps";
import { addPerson, PASSWORD, type Person } from "../support/database";
import { createHttpClient, type HttpClient } from "../support/http-client";
import { type StartedConsole, startConsole } from "./console";
import { newDataDir } from "./data-dir";
import { externalEnvironment, startExternalDatabase } from "./external-database";
import { waitFor } from "./wait-for";

type Scene = { console: StartedConsole; proxy: DatabaseProxy; database: Connection; person: Person; client: HttpClient };

/** A console that reaches its database through a proxy, and somebody signed in to it. */
async function setTheScene(): Promise<Scene> {
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

const readiness = async ({ console }: Scene) => {
  const answer = await fetch(`${console.url}/api/health/ready`);
  return { status: answer.status, ...(await answer.json()) };
};
const NOT_READY = { status: "not ready", reason: "the database does not answer" };
const count = (text: string, part: string) => text.split(part).length - 1;

function expectUnavailable(page: Awaited<ReturnType<HttpClient["get"]>>) {
  expect(page.status).toBe(503);
  expect(page.headers.get("retry-after")).toBe("5");
  expect(page.headers.get("cache-control")).toBe("private, no-store");
  expect(page.text).toContain("The console cannot answer just now");
}

test("a database that is gone: 503 for pages, forms and scripts, one line in the log, and back without a restart", async () => {
  const scene = await setTheScene();
  const { console, proxy, client, person } = scene;
  const form = answered(await client.get("/settings/security/password"));
  await proxy.set("gone");
  expectUnavailable(await client.get("/settings"));
  const fields = { currentPassword: PASSWORD, newPassword: "a different horse battery" };
  const refused = await client.submit(form, { button: "Change password", fields });
  expectUnavailable(refused);
  expect(refused.text).toContain("reload this page in a moment, and agree to send it again");
  expect(refused.html).not.toContain(fields.newPassword);
  await waitFor("readiness to tell", async () => (await readiness(scene)).reason === NOT_READY.reason);
  const script = await fetch(`${console.url}/`, { headers: { accept: "*/*" } });
  expect([script.status, script.headers.get("content-type")]).toEqual([503, "text/plain"]);
  expect((await fetch(`${console.url}/api/health/live`)).status).toBe(200);

  await proxy.set("open");
  await waitFor("the console to be back", async () => (await readiness(scene)).status === "ready");
  expect(await isSignedIn(client)).toBe(true);
  expect((await client.submit(form, { button: "Change password", fields })).text).toContain("Your password is changed");
  const again = createHttpClient(console.url);
  await enterPassword(again, person.username, fields.newPassword);
  expect(await isSignedIn(again)).toBe(true);
  expect(count(console.output(), "does not answer; requests are answered with 503")).toBe(1);
  expect(count(console.output(), "answers again")).toBe(1);
  expect(console.output()).not.toMatch(/^ +at .*node_modules/m);
});

test("a database that is silent: nobody waits for long, nothing piles up, and nothing is half done", async () => {
  const scene = await setTheScene();
  const { console, proxy, database, person, client } = scene;
  await proxy.set("silent");
  expect(await readiness(scene)).toMatchObject({ reason: NOT_READY.reason });
  const many = Array.from({ length: 100 }, () => client.get("/"));
  for (const page of await Promise.all(many)) expectUnavailable(page);
  await proxy.set("open");
  await waitFor("the console to be back", async () => (await readiness(scene)).status === "ready");
  const pages = await Promise.all(Array.from({ length: 50 }, () => client.get("/")));
  expect(pages.filter(({ status, path }) => status === 200 && path === "/")).toHaveLength(50);

  await proxy.set({ delayMs: 1_000 });
  const acknowledged = await enrol(client).then(
    () => true,
    () => false,
  );
  await proxy.set("open");
  await waitFor("the console to be back", async () => (await readiness(scene)).status === "ready");
  const [secrets, codes] = [
    await database.db.totpSecret.count({ where: { userId: person.id } }),
    await database.db.backupCode.count({ where: { userId: person.id } }),
  ];
  expect([
    [0, 0],
    [1, 6],
  ]).toContainEqual([secrets, codes]);
  if (acknowledged) expect(secrets).toBe(1);
  expect(console.output()).not.toMatch(/^ +at .*node_modules/m);
});
