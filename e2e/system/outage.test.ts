import { expect, test } from "vitest";
import { answered, enterPassword, isSignedIn } from "../support/account-steps";
import { PASSWORD } from "../support/database";
import { createHttpClient } from "../support/http-client";
import { expectUnavailable, NOT_READY, readiness, setTheScene } from "../support/outage-scene";
import { waitFor } from "../support/wait-for";

const count = (text: string, part: string) => text.split(part).length - 1;

test("a database outage: 503 for pages, forms and scripts, one log line, and recovery without a restart", async () => {
  const scene = await setTheScene();
  const { app, proxy, client, user } = scene;
  const form = answered(await client.get("/settings/security/password"));
  await proxy.set("gone");
  expectUnavailable(await client.get("/settings"));
  const fields = { currentPassword: PASSWORD, newPassword: "a different horse battery" };
  const refused = await client.submit(form, { button: "Change password", fields });
  expectUnavailable(refused);
  expect(refused.text).toContain("reload this page in a moment and confirm that you want to send it again");
  expect(refused.html).not.toContain(fields.newPassword);
  await waitFor("readiness to tell", async () => (await readiness(scene)).reason === NOT_READY.reason);
  const script = await fetch(`${app.url}/`, { headers: { accept: "*/*" } });
  expect([script.status, script.headers.get("content-type")]).toEqual([503, "text/plain; charset=utf-8"]);
  expect((await fetch(`${app.url}/api/health/live`)).status).toBe(200);

  await proxy.set("open");
  await waitFor("the console to be back", async () => (await readiness(scene)).status === "ready");
  expect(await isSignedIn(client)).toBe(true);
  expect((await client.submit(form, { button: "Change password", fields })).text).toContain("Your password was changed");
  const again = createHttpClient(app.url);
  await enterPassword(again, user.username, fields.newPassword);
  expect(await isSignedIn(again)).toBe(true);
  expect(count(app.output(), "does not answer; requests are answered with 503")).toBe(1);
  expect(count(app.output(), "answers again")).toBe(1);
  expect(app.output()).not.toMatch(/^ +at .*node_modules/m);
});
