import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { enterPassword, isSignedIn } from "../support/account-steps";
import { startConsole } from "../support/console";
import { newDataDir } from "../support/data-dir";
import { createHttpClient } from "../support/http-client";

const ADMINISTRATOR = { ADMIN_USERNAME: "ada", ADMIN_PASSWORD: "correct horse battery" };

const reaches = async (url: string) => (await fetch(`${url}/api/health/ready`).catch(() => null))?.status === 200;

test.each([
  [undefined, ["127.0.0.1", "[::1]", "127.0.0.2"], []],
  ["127.0.0.1", ["127.0.0.1"], ["[::1]", "127.0.0.2"]],
  ["localhost", ["127.0.0.1"], ["[::1]"]],
  ["::1", ["[::1]"], ["127.0.0.1"]],
  ["[::]", ["[::1]", "127.0.0.1"], []],
  ["0.0.0.0", ["127.0.0.1", "127.0.0.2"], ["[::1]"]],
])("HOST=%s: the console listens there, says so, and signs in", async (host, reached, closed) => {
  const console = await startConsole({ dataDir: await newDataDir(), env: { ...ADMINISTRATOR, ...(host && { HOST: host }) } });
  await console.ready();
  const { port } = new URL(console.url);
  for (const address of reached) expect(await reaches(`http://${address}:${port}`), address).toBe(true);
  for (const address of closed) expect(await reaches(`http://${address}:${port}`), address).toBe(false);
  expect(console.output()).toContain(`Latchkey is ready at http://localhost:${port}`);
  expect(/^It listens on \S+ port \d+ \(HOST\)$/m.test(console.output())).toBe(host !== undefined);
  const client = createHttpClient(`http://${reached[0]}:${port}`);
  await enterPassword(client, "ada", ADMINISTRATOR.ADMIN_PASSWORD);
  expect(await isSignedIn(client)).toBe(true);
  expect(console.output()).not.toMatch(/"level":[456]0/);
  console.npm.kill("SIGTERM");
  expect(await console.ended).toBe(0);
});

test("a checkout with unusual characters in its path is built there and serves", async () => {
  const parent = mkdtempSync(path.join(tmpdir(), "latchkey-path-"));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  execFileSync("chmod", ["755", parent]);
  const checkout = path.join(parent, "latch 100% (é) key");
  execFileSync("cp", ["-a", inject("checkout"), checkout]);
  rmSync(path.join(checkout, ".next"), { recursive: true });
  const console = await startConsole({ dataDir: await newDataDir(), checkout });
  await console.ready();
  expect((await fetch(`${console.url}/login`)).status).toBe(200);
  expect(console.output()).not.toMatch(/Warning(?!: Node\.js)|Error/);
  console.npm.kill("SIGTERM");
  expect(await console.ended).toBe(0);
});
