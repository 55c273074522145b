import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { enterCode, enterPassword, isSignedIn } from "../support/account-steps";
import { startReadyApp } from "../support/app";
import { createAuthenticator } from "../support/authenticator";
import { newDataDir } from "../support/data-dir";
import { createHttpClient } from "../support/http-client";
import { waitFor } from "../support/wait-for";

test("a script signs in to a demo with what it printed, and the demo leaves nothing", async () => {
  const demo = await startReadyApp({ dataDir: await newDataDir(), demo: true });
  const line = () => /^The accounts for scripts: (\[.*\])$/m.exec(demo.output())?.[1];
  await waitFor("the accounts", () => Boolean(line()));
  const accounts: { username: string; password: string; totpSecret?: string; backupCodes?: string[] }[] = JSON.parse(line() ?? "[]");
  const grace = accounts.find(({ username }) => username === "grace");
  const { username = "", password = "", totpSecret = "", backupCodes: [backupCode = ""] = [] } = grace ?? {};
  for (const code of [await createAuthenticator(totpSecret).nextCode(), backupCode]) {
    const client = createHttpClient(demo.url);
    await enterCode(client, await enterPassword(client, username, password), code);
    expect(await isSignedIn(client), code).toBe(true);
  }
  const [, dataDir = ""] = /DATA_DIR=(\S+)/.exec(demo.output()) ?? [];
  expect(existsSync(dataDir)).toBe(true);
  expect(await demo.stop()).toBe(0);
  expect(existsSync(dataDir)).toBe(false);
});
