import { expect, onTestFinished, test } from "vitest";
import { type Connection, connect } from "@/lib/platform/db/connect";
import { startSmtpServer } from "@/lib/testing/smtp-server";
import { answered, enrol, enterCode, enterPassword, isSignedIn } from "../support/account-steps";
import { stepAt, totpAtStep } from "../support/authenticator";
import { addPerson, PASSWORD } from "../support/database";
import { createHttpClient, type HttpClient } from "../support/http-client";
import { type StartedConsole, startConsole } from "./console";
import { newDataDir } from "./data-dir";
import { externalEnvironment, startExternalDatabase } from "./external-database";
import { waitFor } from "./wait-for";

type Servers = { a: StartedConsole; b: StartedConsole; database: Connection };

/** Two consoles on one database, the second started when the first has made everything. */
async function startTwo(env: Record<string, string> = {}): Promise<Servers> {
  const url = await startExternalDatabase();
  const both = { ...externalEnvironment(url), ...env };
  const a = await startConsole({ dataDir: await newDataDir(), env: both });
  await a.ready();
  const b = await startConsole({ dataDir: await newDataDir(), env: both });
  const database = connect(url, "latchkey-test", 2);
  onTestFinished(async () => {
    await database.disconnect();
    for (const console of [a, b]) console.npm.kill("SIGTERM");
    await Promise.all([a.ended, b.ended]);
  });
  await b.ready();
  return { a, b, database };
}

/** One person's browser behind a load balancer: `via` says which server the next request goes to. */
function balanced({ a }: Servers, address = "198.18.0.1"): { client: HttpClient; via(console: StartedConsole): HttpClient } {
  let { url } = a;
  const client = createHttpClient(() => url, { address });
  const via = (console: StartedConsole) => {
    url = console.url;
    return client;
  };
  return { client, via };
}

test("two servers are one console: sign-ins, codes, tries, sessions and links hold across both", async () => {
  const servers = await startTwo();
  const { a, b, database } = servers;
  const person = await addPerson(database);
  const { via } = balanced(servers);
  await enterPassword(via(a), person.username, PASSWORD);
  expect([await isSignedIn(via(a)), await isSignedIn(via(b))]).toEqual([true, true]);
  const { secret, code, backupCodes } = await enrol(via(b));

  const other = balanced(servers, "198.18.0.2");
  const step = await enterPassword(other.via(a), person.username, PASSWORD);
  expect((await enterCode(other.via(b), step, code)).text).toContain("used already");
  const next = totpAtStep(secret, stepAt(Date.now()) + 1);
  expect((await enterCode(other.via(b), step, next)).path).toBe("/");
  expect([await isSignedIn(other.via(a)), await isSignedIn(other.via(b))]).toEqual([true, true]);

  const guesser = balanced(servers, "198.18.0.3");
  const guessing = await enterPassword(guesser.via(a), person.username, PASSWORD);
  for (const console of [a, b, a, b]) expect((await enterCode(guesser.via(console), guessing, "000000")).path).toBe("/login/verify");
  expect((await enterCode(guesser.via(a), guessing, "000000")).text).toContain("too many wrong codes");
  expect((await enterCode(guesser.via(b), guessing, backupCodes[0] ?? "")).text).toContain("too many wrong codes");

  const devices = answered(await other.via(a).get("/"));
  await other.via(a).submit(devices, { button: "Sign out" });
  expect([await isSignedIn(other.via(a)), await isSignedIn(other.via(b))]).toEqual([false, false]);

  const root = balanced(servers, "198.18.0.4");
  await enterPassword(root.via(a), "root", PASSWORD);
  const invitation = answered(await root.via(b).get("/admin/users/new"));
  const invited = answered(await root.via(b).submit(invitation, { button: "Create user", fields: { username: "newcomer" } }));
  const link = /\/set-password\?token=[\w-]+/.exec(invited.html)?.[0] ?? "";
  const newcomer = balanced(servers, "198.18.0.5");
  const choose = async (console: StartedConsole) => newcomer.via(console).get(link);
  const page = await choose(a);
  const fields = { password: "a long enough password" };
  await newcomer.via(b).submit(page, { button: "Set password", fields });
  expect((await newcomer.via(a).submit(page, { button: "Set password", fields })).text).toContain("new link");
  await enterPassword(newcomer.via(a), "newcomer", fields.password);
  expect(await isSignedIn(newcomer.via(b))).toBe(true);
});

test("each mail is sent once, whichever server wrote it and however slow the mail server is", async () => {
  let arrived = 0;
  let open = () => {};
  const allHere = new Promise<void>((resolve) => {
    open = resolve;
  });
  const { port, received } = await startSmtpServer({
    hideSTARTTLS: true,
    // Nobody's mail is taken before everybody's is on its way: the workers of both servers come by meanwhile.
    onRcptTo: (_address, _session, done) => {
      if (++arrived === 8) open();
      void allHere.then(() => done());
    },
  });
  const servers = await startTwo({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "console@example.com" });
  const { a, b, database } = servers;
  const people = await Promise.all(
    Array.from({ length: 8 }, (_, n) => addPerson(database, { provenEmail: `p${n}@example.com`, emailLoginVerification: true })),
  );
  const pages = await Promise.all(
    people.map((person, n) => enterPassword(balanced(servers, `198.18.1.${n}`).via(n % 2 ? a : b), person.username, PASSWORD)),
  );
  expect(pages.every(({ path }) => path === "/login/verify")).toBe(true);
  await waitFor("every mail to be sent", async () => (await database.db.mailMessage.count({ where: { sentAt: null } })) === 0);
  expect(received.flatMap(({ to }) => to).sort()).toEqual(people.map(({ email }) => email).sort());
});

test("a rolling restart under load loses no request", async () => {
  const servers = await startTwo();
  const { a, b, database } = servers;
  const lost: string[] = [];
  const answers = { a: 0, b: 0 };
  let aIsGone = false;
  let over = false;
  const person = await addPerson(database);

  /** As a load balancer does it: a server that takes no connection is left out, and only then is a request sent elsewhere. */
  async function work(n: number): Promise<void> {
    const { via } = balanced(servers, `198.18.2.${n}`);
    while (!over) {
      const first = aIsGone || n % 2 ? b : a;
      try {
        via(first).cookies.clear();
        const page = await enterPassword(via(first), person.username, PASSWORD);
        if (page.path !== "/") lost.push(`led to ${page.path}: ${page.text.slice(0, 100)}`);
        if (!(await isSignedIn(via(first)))) lost.push("a session is gone");
        answers[first === a ? "a" : "b"] += 1;
      } catch (error) {
        const { code } = ((error as Error).cause ?? {}) as { code?: string };
        if (first === a && code === "ECONNREFUSED") aIsGone = true;
        else lost.push(`${error} ${code}`);
      }
    }
  }
  const load = Promise.all(Array.from({ length: 6 }, (_, n) => work(n)));
  await waitFor("load on both", () => answers.a > 3 && answers.b > 3);
  a.npm.kill("SIGTERM");
  expect(await a.ended).toBe(0);
  const soFar = answers.b;
  await waitFor("load on the one that stays", () => answers.b > soFar + 3);
  over = true;
  await load;
  expect(lost).toEqual([]);
  expect(aIsGone).toBe(true);
});
