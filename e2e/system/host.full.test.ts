import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { isSignedIn, signIn } from "../support/account-steps";
import { ADMINISTRATOR, isReady, startReadyApp } from "../support/app";
import { newDataDir } from "../support/data-dir";

test.each([
  [undefined, ["127.0.0.1", "[::1]", "127.0.0.2"], []],
  ["127.0.0.1", ["127.0.0.1"], ["[::1]", "127.0.0.2"]],
  ["localhost", ["127.0.0.1"], ["[::1]"]],
  ["::1", ["[::1]"], ["127.0.0.1"]],
  ["[::]", ["[::1]", "127.0.0.1"], []],
  ["0.0.0.0", ["127.0.0.1", "127.0.0.2"], ["[::1]"]],
])("HOST=%s: the console listens there, says so, and signs in", async (host, reached, closed) => {
  const app = await startReadyApp({ dataDir: await newDataDir(), env: { ...ADMINISTRATOR, ...(host && { HOST: host }) } });
  const { port } = new URL(app.url);
  for (const address of reached) expect(await isReady(`http://${address}:${port}`), address).toBe(true);
  for (const address of closed) expect(await isReady(`http://${address}:${port}`), address).toBe(false);
  expect(app.output()).toContain(`Latchkey is ready at http://localhost:${port}`);
  expect(/^It listens on \S+ port \d+ \(HOST\)$/m.test(app.output())).toBe(host !== undefined);
  const client = await signIn(`http://${reached[0]}:${port}`, { username: "root", password: ADMINISTRATOR.ADMIN_PASSWORD });
  expect(await isSignedIn(client)).toBe(true);
  expect(app.output()).not.toMatch(/"level":[456]0/);
  expect(await app.stop()).toBe(0);
});

test("a checkout with unusual characters in its path is built there and serves", async () => {
  const parent = mkdtempSync(path.join(tmpdir(), "latchkey-path-"));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  execFileSync("chmod", ["755", parent]);
  const checkout = path.join(parent, "latch 100% (é) key");
  execFileSync("cp", ["-a", inject("checkout"), checkout]);
  rmSync(path.join(checkout, ".next"), { recursive: true });
  const app = await startReadyApp({ dataDir: await newDataDir(), checkout });
  expect((await fetch(`${app.url}/login`)).status).toBe(200);
  expect(app.output()).not.toMatch(/Warning(?!: Node\.js)|Error/);
  expect(await app.stop()).toBe(0);
});
