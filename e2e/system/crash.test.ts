import { expect, onTestFinished, test } from "vitest";
import { enterCode, enterPassword } from "../browser/portable/steps";
import { isReady, pidOf, processesOn, signalAll, startApp, startReadyApp } from "../support/app";
import { stepAt, totpAtStep } from "../support/authenticator";
import { launchBrowser } from "../support/browser";
import { newDataDir } from "../support/data-dir";
import { enableTwoFactor } from "../support/enrolment";
import { waitFor } from "../support/wait-for";

const LAUNCHER = "launch.mjs start";
const POSTGRES = "bin/postgres";

test("killed after an enrolment, the console starts again and the new factor signs in", async () => {
  const dataDir = await newDataDir();
  const ada = { username: "ada", password: "correct horse battery" };
  const env = { ADMIN_USERNAME: ada.username, ADMIN_PASSWORD: ada.password };
  const first = await startReadyApp({ dataDir, env });
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const open = async (url: string) => (await browser.newContext({ baseURL: url })).newPage();
  const page = await open(first.url);
  await enterPassword(page, ada);
  await page.waitForURL("**/");
  const { secret } = await enableTwoFactor(page);
  process.kill(await pidOf(dataDir, LAUNCHER), "SIGKILL");
  await first.ended;

  const second = await startReadyApp({ dataDir, env });
  expect(second.output()).toContain("left behind");
  const again = await open(second.url);
  await enterPassword(again, ada);
  await again.waitForURL("**/login/verify");
  await enterCode(again, totpAtStep(secret, stepAt(Date.now()) + 1));
  await again.getByRole("button", { name: "ada" }).waitFor();
});

test("a killed database is started again under the running console", async () => {
  const dataDir = await newDataDir();
  const app = await startReadyApp({ dataDir });
  const killed = await pidOf(dataDir, POSTGRES);
  process.kill(killed, "SIGKILL");
  await waitFor("the database to be back", async () => app.output().includes("starting it again") && (await isReady(app.url)));
  expect(await pidOf(dataDir, POSTGRES)).not.toBe(killed);
  expect(await app.stop()).toBe(0);
  expect(await processesOn(dataDir)).toEqual([]);
});

test("console and database both killed: the next start recovers", async () => {
  const dataDir = await newDataDir();
  const first = await startReadyApp({ dataDir });
  const [launcher, postgres] = [await pidOf(dataDir, LAUNCHER), await pidOf(dataDir, POSTGRES)];
  process.kill(launcher, "SIGKILL");
  process.kill(postgres, "SIGKILL");
  await first.ended;
  const second = await startReadyApp({ dataDir });
  expect(await isReady(second.url)).toBe(true);
});

test("killed while the database is being made, the next start makes it", async () => {
  const dataDir = await newDataDir();
  const first = await startApp({ dataDir });
  await waitFor("initdb", async () => (await processesOn(dataDir)).some(({ command }) => command.includes("bin/initdb")));
  signalAll(await processesOn(dataDir), "SIGKILL");
  await first.ended;
  const second = await startReadyApp({ dataDir });
  expect(second.output()).toContain("Creating the database");
});
