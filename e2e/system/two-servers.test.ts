import { expect, test } from "vitest";
import { PASSWORD_ATTEMPTS } from "@/lib/policy";
import { answered, enrol, enterCode, enterPassword, isSignedIn } from "../support/account-steps";
import type { StartedApp } from "../support/app";
import { stepAt, totpAtStep } from "../support/authenticator";
import { addUser, PASSWORD } from "../support/database";
import { createHttpClient } from "../support/http-client";
import { balanced, startTwo } from "../support/two-servers-scene";
import { waitFor } from "../support/wait-for";

test("two servers are one console: sign-ins, codes, attempts, sessions and links work across both", async () => {
  const servers = await startTwo();
  const { a, b, database } = servers;
  const user = await addUser(database);
  const { via } = balanced(servers);
  await enterPassword(via(a), user.username, PASSWORD);
  expect([await isSignedIn(via(a)), await isSignedIn(via(b))]).toEqual([true, true]);
  const { secret, code, backupCodes } = await enrol(via(b));

  const other = balanced(servers, "198.18.0.2");
  const step = await enterPassword(other.via(b), user.username, PASSWORD);
  expect((await enterCode(other.via(a), step, code)).text).toContain("already been used");
  const next = totpAtStep(secret, stepAt(Date.now()) + 1);
  expect((await enterCode(other.via(b), step, next)).path).toBe("/");
  expect([await isSignedIn(other.via(a)), await isSignedIn(other.via(b))]).toEqual([true, true]);

  const attacker = balanced(servers, "198.18.0.3");
  const attacking = await enterPassword(attacker.via(a), user.username, PASSWORD);
  // The same code from the same page would count as one submission sent twice.
  for (const [n, app] of [a, b, a, b].entries())
    expect((await enterCode(attacker.via(app), attacking, `00000${n}`)).path).toBe("/login/verify");
  expect((await enterCode(attacker.via(a), attacking, "000009")).text).toContain("too many incorrect codes");
  expect((await enterCode(attacker.via(b), attacking, backupCodes[0] ?? "")).text).toContain("too many incorrect codes");

  const target = await addUser(database);
  const stranger = balanced(servers, "198.18.0.6");
  for (let n = 0; n < PASSWORD_ATTEMPTS.freeFailures; n++)
    await enterPassword(stranger.via(n % 2 ? a : b), target.username, "not the password of anybody");
  for (const app of [a, b])
    expect((await enterPassword(stranger.via(app), target.username, PASSWORD)).text).toContain("Too many attempts. Try again after");

  const devices = answered(await other.via(a).get("/"));
  const kept = [...other.client.cookies];
  await other.via(a).submit(devices, { button: "Sign out" });
  for (const app of [b, a]) {
    for (const [name, value] of kept) other.client.cookies.set(name, value);
    expect(await isSignedIn(other.via(app))).toBe(false);
  }

  const root = balanced(servers, "198.18.0.4");
  await enterPassword(root.via(a), "root", PASSWORD);
  const invitation = answered(await root.via(b).get("/admin/users/new"));
  const invited = answered(await root.via(b).submit(invitation, { button: "Create user", fields: { username: "newcomer" } }));
  const link = /\/set-password\?token=[\w-]+/.exec(invited.html)?.[0] ?? "";
  const newcomer = balanced(servers, "198.18.0.5");
  const choose = async (app: StartedApp) => newcomer.via(app).get(link);
  const page = await choose(a);
  const fields = { password: "a long enough password" };
  await newcomer.via(b).submit(page, { button: "Set password", fields });
  const again = { password: "another long enough password" };
  expect((await newcomer.via(a).submit(page, { button: "Set password", fields: again })).text).toContain("new link");
  expect(await isSignedIn(newcomer.via(b))).toBe(true);
});

test("a rolling restart under load loses no request", async () => {
  const servers = await startTwo();
  const { a, b, database } = servers;
  const lost: string[] = [];
  const answers = { a: 0, b: 0 };
  let aIsGone = false;
  let over = false;
  const user = await addUser(database);

  /** As a load balancer: a server that is not ready gets no new requests, and no request is sent twice. */
  async function leaveOutWhoEnds(): Promise<void> {
    await waitFor("one to say that it ends", async () => (await fetch(`${a.url}/api/health/ready`)).status === 503);
    aIsGone = true;
  }

  async function work(n: number): Promise<void> {
    const next = () => (aIsGone || n % 2 ? b : a);
    const client = createHttpClient(() => next().url, { address: `198.18.2.${n}` });
    while (!over) {
      try {
        client.cookies.clear();
        const page = await enterPassword(client, user.username, PASSWORD);
        if (page.path !== "/") lost.push(`led to ${page.path}: ${page.text.slice(0, 100)}`);
        if (!(await isSignedIn(client))) lost.push("a session is gone");
        answers[next() === a ? "a" : "b"] += 1;
      } catch (error) {
        const { code } = ((error as Error).cause ?? {}) as { code?: string };
        lost.push(`${error} ${code}`);
      }
    }
  }
  const load = Promise.all(Array.from({ length: 6 }, (_, n) => work(n)));
  await waitFor("load on both", () => answers.a > 3 && answers.b > 3);
  const leftOut = leaveOutWhoEnds();
  expect(await a.stop()).toBe(0);
  await leftOut;
  const soFar = answers.b;
  await waitFor("load on the one that stays", () => answers.b > soFar + 3);
  over = true;
  await load;
  expect(lost).toEqual([]);
});
