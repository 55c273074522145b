import { expect, onTestFinished, test } from "vitest";
import { connect } from "@/lib/platform/db/connect";
import { consoleDatabase, startPostgres } from "@/lib/testing/postgres-server";
import { enterPassword, enterPasswordOn, isSignedIn, signIn } from "../support/account-steps";
import { ownLines, startApp } from "../support/app";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";
import { addUser, ageLastUse, PASSWORD } from "../support/database";
import { externalEnvironment } from "../support/external-database";
import { createHttpClient } from "../support/http-client";
import { readiness } from "../support/outage-scene";
import { waitFor } from "../support/wait-for";

const READ_ONLY = "the database accepts no changes (read-only)";
const count = (text: string, part: string) => text.split(part).length - 1;

test("a database back as a standby: reported by ready, sign-in and start; sessions work, and everything once promoted", async () => {
  const server = await startPostgres();
  const url = await consoleDatabase(server);
  const env = externalEnvironment(url);
  const app = await startApp({ dataDir: await newDataDir(), env });
  const database = connect(url, "latchkey-test", 2);
  onTestFinished(async () => {
    await app.stop();
  });
  await app.ready();
  const user = await addUser(database);
  const client = await signIn(app.url, user);

  await ageLastUse(database, user, 600);
  await database.disconnect();
  server.restart({ standby: true });
  await waitFor("readiness to tell", async () => (await readiness({ app })).reason === READ_ONLY);
  expect(await isSignedIn(client)).toBe(true);
  expect((await client.get("/settings/security")).status).toBe(200);
  const other = createHttpClient(app.url);
  const form = await other.get("/login");
  const refused = await enterPasswordOn(other, form, user);
  expect([refused.status, refused.text]).toEqual([503, expect.stringContaining("takes no changes at the moment")]);
  const second = await startApp({ dataDir: await newDataDir(), env });
  expect(await second.ended).toBe(1);
  expect(ownLines(second)).toEqual([expect.stringContaining("is read-only, as a standby is")]);
  expect(await admin(await newDataDir(), ["unlock", user.username], "", env)).toMatchObject({
    code: 1,
    errorLines: [expect.any(String)],
  });

  server.promote();
  await waitFor("the console to be ready", async () => (await readiness({ app })).status === "ready");
  await enterPassword(other, user.username, PASSWORD);
  expect(await isSignedIn(other)).toBe(true);
  expect(count(app.output(), "accepts no changes (read-only)")).toBe(1);
  expect(count(app.output(), "accepts changes again")).toBe(1);
  expect(app.output()).not.toMatch(/^ +at .*node_modules/m);
});
