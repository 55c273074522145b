import { chromium } from "@playwright/test";
import { expect, test } from "vitest";
import { pidOf, processesOn, startApp } from "../support/app";
import { stepAt, totpAtStep } from "../support/authenticator";
import { newDataDir } from "../support/data-dir";
import { enableTwoFactor } from "../support/enrolment";
import { waitFor } from "../support/wait-for";

const LAUNCHER = "launch.mjs start";
const POSTGRES = "bin/postgres";
const isReady = async (url: string) => (await fetch(`${url}/api/health/ready`).catch(() => null))?.status === 200;

test("killed after an enrolment, the console starts again and the new factor signs in", async () => {
  const dataDir = await newDataDir();
  const env = { ADMIN_USERNAME: "ada", ADMIN_PASSWORD: "correct horse battery" };
  const first = await startApp({ dataDir, env });
  await first.ready();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: ["--no-sandbox", "--disable-gpu"] });
  const enterPassword = async (url: string) => {
    const page = await (await browser.newContext({ baseURL: url })).newPage();
    await page.goto("/login");
    await page.getByLabel("Username or email").fill("ada");
    await page.getByLabel("Password").fill(env.ADMIN_PASSWORD);
    await page.getByRole("button", { name: "Login" }).click();
    return page;
  };
  const page = await enterPassword(first.url);
  await page.waitForURL("**/");
  const { secret } = await enableTwoFactor(page);
  process.kill(await pidOf(dataDir, LAUNCHER), "SIGKILL");
  await first.ended;

  const second = await startApp({ dataDir, env });
  await second.ready();
  expect(second.output()).toContain("left behind");
  const again = await enterPassword(second.url);
  await again.waitForURL("**/login/verify");
  await again.getByLabel("2FA code").fill(totpAtStep(secret, stepAt(Date.now()) + 1));
  await again.getByRole("button", { name: "Login" }).click();
  await again.getByRole("button", { name: "ada" }).waitFor();
  await browser.close();
});

test("a killed database is started again under the running console", async () => {
  const dataDir = await newDataDir();
  const app = await startApp({ dataDir });
  await app.ready();
  const killed = await pidOf(dataDir, POSTGRES);
  process.kill(killed, "SIGKILL");
  await waitFor("the database to be back", async () => app.output().includes("starting it again") && (await isReady(app.url)));
  expect(await pidOf(dataDir, POSTGRES)).not.toBe(killed);
  app.npm.kill("SIGTERM");
  expect(await app.ended).toBe(0);
  expect(await processesOn(dataDir)).toEqual([]);
});

test("console and database both killed: the next start recovers", async () => {
  const dataDir = await newDataDir();
  const first = await startApp({ dataDir });
  await first.ready();
  const [launcher, postgres] = [await pidOf(dataDir, LAUNCHER), await pidOf(dataDir, POSTGRES)];
  process.kill(launcher, "SIGKILL");
  process.kill(postgres, "SIGKILL");
  await first.ended;
  const second = await startApp({ dataDir });
  await second.ready();
  expect(await isReady(second.url)).toBe(true);
});

test("killed while the database is being made, the next start makes it", async () => {
  const dataDir = await newDataDir();
  const first = await startApp({ dataDir });
  await waitFor("initdb", async () => (await processesOn(dataDir)).some(({ command }) => command.includes("bin/initdb")));
  for (const { pid } of await processesOn(dataDir)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Some end by themselves when the others end.
    }
  }
  await first.ended;
  const second = await startApp({ dataDir });
  await second.ready();
  expect(second.output()).toContain("Creating the database");
});
