import { expect, test } from "vitest";
import { enrol } from "../support/account-steps";
import { expectUnavailable, NOT_READY, readiness, setTheScene } from "../support/outage-scene";
import { waitFor } from "../support/wait-for";

test("a database that does not answer: requests time out, no queue grows, and no change is half done", async () => {
  const scene = await setTheScene();
  const { app, proxy, database, user, client } = scene;
  await proxy.set("silent");
  // The silence is not detected yet: our own timeouts detect it before the client gives up after 30 s.
  const many = Array.from({ length: 100 }, () => client.get("/"));
  for (const page of await Promise.all(many)) expectUnavailable(page);
  expect(await readiness(scene)).toMatchObject({ reason: NOT_READY.reason });
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
    await database.db.totpSecret.count({ where: { userId: user.id } }),
    await database.db.backupCode.count({ where: { userId: user.id } }),
  ];
  expect([
    [0, 0],
    [1, 6],
  ]).toContainEqual([secrets, codes]);
  if (acknowledged) expect(secrets).toBe(1);
  expect(app.output()).not.toMatch(/^ +at .*node_modules/m);
});
