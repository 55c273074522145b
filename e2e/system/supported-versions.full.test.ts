import { spawn } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { withoutConfiguration } from "@/lib/platform/config/config";
import { POSTGRES_END_OF_LIFE, TESTED_NODE_MAJORS } from "@/lib/server/supported-versions";
import { type FetchedPackage, fetchFromNpm } from "@/scripts/test/fetch-from-npm";
import { enrolWithApp, enterCode, enterPassword, isSignedIn } from "../support/account-steps";
import { ADMINISTRATOR, ownLines, processesOn, type StartedApp, startApp, startReadyApp } from "../support/app";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";
import { addUser, connectToServerDatabase, PASSWORD } from "../support/database";
import { externalEnvironment, startOldPostgres } from "../support/external-database";
import { createHttpClient } from "../support/http-client";

const OTHER_NODES = TESTED_NODE_MAJORS.filter((major) => major !== Number(process.versions.node.split(".")[0]));

const warnings = (app: StartedApp) => ownLines(app).filter((line) => line.startsWith("Warning:"));

describe.each(OTHER_NODES)("Node.js %i", (major) => {
  let fetched: FetchedPackage;
  let env: Record<string, string>;

  beforeAll(() => {
    fetched = fetchFromNpm(`node-${process.platform}-${process.arch}@${major}`);
    env = { PATH: [path.join(fetched.folder, "bin"), process.env.PATH].join(path.delimiter) };
  });
  afterAll(() => fetched.remove());

  test("passes the unit and integration tests", async () => {
    const { VITEST: _, NODE_OPTIONS: __, ...inherited } = withoutConfiguration(process.env);
    const args = ["node_modules/vitest/vitest.mjs", "run", "--project=unit", "--project=integration", "--reporter=dot"];
    const child = spawn(path.join(fetched.folder, "bin", "node"), args, {
      env: { ...inherited, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect(code, output.slice(-5000)).toBe(0);
    expect(output).toMatch(/Test Files .*passed/);
  });

  test("starts the console, signs in with 2FA, runs the command line and stops", async () => {
    const dataDir = await newDataDir();
    const app = await startReadyApp({ dataDir, env: { ...env, ...ADMINISTRATOR } });
    const database = await connectToServerDatabase(dataDir);
    const { username } = await addUser(database);
    await database.disconnect();
    const client = createHttpClient(app.url);
    await enterPassword(client, username, PASSWORD);
    const { authenticator } = await enrolWithApp(client);
    client.cookies.clear();
    const verifyPage = await enterPassword(client, username, PASSWORD);
    expect(verifyPage.path).toBe("/login/verify");
    await enterCode(client, verifyPage, await authenticator.nextCode());
    expect(await isSignedIn(client)).toBe(true);
    const shown = await admin(dataDir, ["show-user", username, "--json"], "", env);
    expect(JSON.parse(shown.out)).toMatchObject({ username, twoFactor: { state: "enabled" } });
    expect(warnings(app)).toEqual([]);
    expect(await app.stop()).toBe(0);
    expect(app.output()).not.toMatch(/"level":(40|50|60)|Deprecat/);
    expect(await processesOn(dataDir)).toEqual([]);
  });
});

test("PostgreSQL 14, which is unsupported, is named in one line, and the console works on it", async () => {
  const app = await startApp({ dataDir: await newDataDir(), env: externalEnvironment(await startOldPostgres("14.23.0-beta.17")) });
  onTestFinished(async () => {
    await app.stop();
  });
  await app.ready();
  expect(warnings(app).filter((line) => line.includes("PostgreSQL"))).toEqual([
    expect.stringMatching(`^Warning: PostgreSQL 14\\.23 has had no security fixes since ${POSTGRES_END_OF_LIFE[14]}; `),
  ]);
  const client = createHttpClient(app.url);
  await enterPassword(client, "root", PASSWORD);
  expect(await isSignedIn(client)).toBe(true);
});

test("PostgreSQL 13 is refused in one line, at start and on the command line", async () => {
  const [dataDir, env] = [await newDataDir(), externalEnvironment(await startOldPostgres("13.23.0-beta.16"))];
  const line = expect.stringMatching(/^DATABASE_URL points at PostgreSQL 13\.23; Latchkey needs 14 or newer$/);
  const app = await startApp({ dataDir, env });
  expect(await app.ended).toBe(1);
  expect(ownLines(app)).toEqual([line]);
  expect(await admin(dataDir, ["list-users"], "", env)).toMatchObject({ code: 1, errorLines: [line] });
});
