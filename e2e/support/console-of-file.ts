import { inject } from "vitest";
import { type BuiltAction, callOf, type Encoding, readActions } from "@/e2e/support/build-inventory";
import { addPerson, connectToServerDatabase, type Person } from "@/e2e/support/database";
import type { Connection } from "@/lib/platform/db/connect";
import { type Answer, cookiesOf, type Sent, send } from "@/lib/testing/raw-request";
import { type StartedConsole, startConsole } from "./console";
import { newDataDirOfFile } from "./data-dir";

type People = { alice: Person; mallory: Person; root: Person };
type Call = { fields?: Record<string, string>; encoding?: Encoding; page?: string; headers?: Record<string, string> };

export type ConsoleOfFile = {
  console: StartedConsole;
  database: Connection;
  actions: BuiltAction[];
  people: People;
  send(sent: Sent): Promise<Answer>;
  /** Calls the action `file#export` as a form of its first page does. */
  call(name: string, call?: Call): Promise<Answer>;
  /** A cookie that this browser has kept before: no step of a sign-in needs to check that it keeps cookies. */
  kept: string;
  /** Types the name and the right password; the cookies that come of it. */
  signIn(person: Person): Promise<string>;
  /** A page's address with its open parts filled in: those of alice. */
  filled(address: string): string;
  close(): Promise<void>;
};

/**
 * For `beforeAll`: one console for the tests of a file, with its database. In it are alice, who signs in with a mailed code,
 * mallory, an ordinary user, and root, an administrator.
 */
export async function startConsoleOfFile(env: Record<string, string> = {}): Promise<ConsoleOfFile> {
  const dataDir = await newDataDirOfFile();
  const console = await startConsole({ dataDir, env: { ADMIN_USERNAME: "first", ADMIN_PASSWORD: "correct horse battery", ...env } });
  await console.ready();
  const database = await connectToServerDatabase(dataDir);
  const people = {
    alice: await addPerson(database, { provenEmail: "alice.secret@example.com", emailLoginVerification: true }),
    mallory: await addPerson(database),
    root: await addPerson(database, { admin: true }),
  };
  const close = async () => {
    await database.disconnect();
    console.npm.kill("SIGTERM");
    await console.ended;
  };
  const { protocol, port } = new URL(env.APP_URL ?? console.url);
  const kept = `${protocol === "https:" ? "__Host-" : ""}latchkey-theme${port && `_${port}`}=system`;
  return { console, database, people, close, kept, ...(await createCaller(console, people)) };
}

async function createCaller({ url }: StartedConsole, { alice }: People) {
  const actions = await readActions(inject("checkout"));
  const filled = (address: string) => address.replace("[id]", alice.id).replace("[action]", "disable");
  const call = async (name: string, { fields = {}, encoding = "fetch", page, headers = {} }: Call = {}) => {
    const action = actions.find((built) => built.name === name);
    if (!action) throw new Error(`the build has no action ${name}`);
    const sent = await callOf(action, fields, encoding);
    return send(url, { ...sent, path: page ?? filled(action.pages[0] ?? "/"), headers: { ...sent.headers, ...headers } });
  };
  const signIn = async ({ username, password }: Person) =>
    cookiesOf(await call("app/(auth)/login/actions.ts#login", { fields: { identifier: username, password } }));
  return { actions, filled, call, signIn, send: (sent: Sent) => send(url, sent) };
}
