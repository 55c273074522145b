import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { ADMINISTRATOR, isReady, pidOf, processesOn, signalAll, startReadyApp } from "../support/app";
import { newDataDir } from "../support/data-dir";
import { waitFor } from "../support/wait-for";

test("the first start creates everything, the second uses it, and SIGTERM to npm leaves no process", async () => {
  const dataDir = await newDataDir();
  const first = await startReadyApp({ dataDir });
  // Printed once the console is ready.
  await waitFor("the link for the first administrator", () => first.output().includes("There is no account yet"));
  const login = await (await fetch(`${first.url}/login`)).text();
  expect(login, "no form that no account can use").not.toContain('name="password"');
  expect(login).toContain("There’s no account yet");
  expect(await isReady(first.url)).toBe(true);
  expect((await fetch(`${first.url}/.git/HEAD`)).status, "D9").toBe(404);
  expect((await fetch(`${first.url}/api/metrics`, { headers: { authorization: "Bearer " } })).status).toBe(404);
  expect((await stat(path.join(dataDir, "secrets.json"))).mode & 0o777).toBe(0o600);
  expect((await stat(dataDir)).mode & 0o066).toBe(0);
  expect(await first.stop()).toBe(0);
  expect(first.output(), "an orderly end is no reason for a warning").not.toMatch(/"level":[456]0/);
  expect(await processesOn(dataDir)).toEqual([]);

  const secrets = await readFile(path.join(dataDir, "secrets.json"), "utf8");
  const second = await startReadyApp({ dataDir });
  expect(await readFile(path.join(dataDir, "secrets.json"), "utf8")).toBe(secrets);
  expect(first.output()).toContain("Applied");
  expect(second.output()).not.toMatch(/Installing|Generating|Creating|Building|Applied/);
  expect(await second.stop()).toBe(0);
});

test("Ctrl-C, which reaches npm and the console at once, ends both in order", async () => {
  const dataDir = await newDataDir();
  const app = await startReadyApp({ dataDir });
  process.kill(-Number(app.npm.pid), "SIGINT");
  expect(await app.ended).toBe(0);
  expect(app.output()).toContain("Stopping");
  expect(await processesOn(dataDir)).toEqual([]);
});

test("D5: SIGTERM to every process, as systemd sends it by default, ends all in order and starts no database again", async () => {
  const dataDir = await newDataDir();
  const app = await startReadyApp({ dataDir });
  expect((await fetch(`${app.url}/login`)).status).toBe(200);
  const postmaster = await pidOf(dataDir, "bin/postgres");
  const backends = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, "utf8");
  const backendPids = backends.trim().split(" ").map(Number);
  signalAll([...(await processesOn(dataDir)), ...backendPids.map((pid) => ({ pid }))], "SIGTERM");
  expect(await app.ended).toBe(0);
  expect(app.output()).not.toMatch(/starting it again|Error:|^ +at /m);
  expect(await processesOn(dataDir)).toEqual([]);
});

test("a request under way is answered before the console ends", async () => {
  const dataDir = await newDataDir();
  const app = await startReadyApp({ dataDir });
  const answers = Array.from({ length: 20 }, () => fetch(`${app.url}/login`).then((answer) => answer.text()));
  await fetch(`${app.url}/api/health/live`);
  app.npm.kill("SIGTERM");
  for (const page of await Promise.all(answers)) expect(page).toContain("</html>");
  expect(await app.ended).toBe(0);
});

test("W15: a closed stdout does not stop the console, which still ends in order", async () => {
  const dataDir = await newDataDir();
  const app = await startReadyApp({ dataDir });
  const pid = await pidOf(dataDir, "launch.mjs");
  for (const stream of [app.npm.stdout, app.npm.stderr]) stream?.destroy();
  const foreign = { method: "POST", headers: { origin: "https://evil.example" } };
  expect((await fetch(`${app.url}/login`, foreign)).status, "what the log names").toBe(403);
  expect((await fetch(`${app.url}/login`)).status).toBe(200);
  process.kill(pid, "SIGTERM");
  expect(await app.ended).toBe(0);
  await waitFor("every process to be gone", async () => (await processesOn(dataDir)).length === 0);
});

test("the administrator of ADMIN_USERNAME is created once", async () => {
  const dataDir = await newDataDir();
  const first = await startReadyApp({ dataDir, env: ADMINISTRATOR });
  expect(first.output()).not.toContain("/setup?token=");
  await first.stop();
  const second = await startReadyApp({ dataDir, env: ADMINISTRATOR });
  expect(first.output()).toContain('Created the administrator "root"');
  expect(second.output()).not.toContain("administrator");
});
