import { inject } from "vitest";
import { type BuiltAction, callOf, type Encoding, readActions } from "@/e2e/support/build-inventory";
import { addUser, connectToServerDatabase, type TestUser } from "@/e2e/support/database";
import type { Connection } from "@/lib/platform/db/connect";
import { type Answer, cookiesOf, type Sent, send } from "@/lib/testing/raw-request";
import { type StartedApp, startReadyApp } from "./app";
import { newDataDirOfFile } from "./data-dir";

type Users = { alice: TestUser; mallory: TestUser; root: TestUser };
type Call = { fields?: Record<string, string>; encoding?: Encoding; page?: string; headers?: Record<string, string> };

export type AppOfFile = {
  app: StartedApp;
  database: Connection;
  actions: BuiltAction[];
  users: Users;
  send(sent: Sent): Promise<Answer>;
  /** Calls the action `file#export` as a form of its first page. */
  call(name: string, call?: Call): Promise<Answer>;
  /** A cookie that this browser kept before: no step of a sign-in needs the cookie check. */
  kept: string;
  /** Enters the name and the right password. Returns the resulting cookies. */
  signIn(user: TestUser): Promise<string>;
  /** A page's URL with the parameters filled in for alice. */
  filled(address: string): string;
  close(): Promise<void>;
};

/**
 * For `beforeAll`: one console for the tests of a file, with its database. In it are alice, who signs in with an emailed code,
 * mallory, an ordinary user, and root, an administrator.
 */
export async function startAppOfFile(env: Record<string, string> = {}): Promise<AppOfFile> {
  const dataDir = await newDataDirOfFile();
  const app = await startReadyApp({ dataDir, env: { ADMIN_USERNAME: "first", ADMIN_PASSWORD: "correct horse battery", ...env } });
  const database = await connectToServerDatabase(dataDir);
  const users = {
    alice: await addUser(database, { confirmedEmail: "alice.secret@example.com", emailLoginVerification: true }),
    mallory: await addUser(database),
    root: await addUser(database, { admin: true }),
  };
  const close = async () => {
    await database.disconnect();
    await app.stop();
  };
  const { protocol, port } = new URL(env.APP_URL ?? app.url);
  const kept = `${protocol === "https:" ? "__Host-" : ""}latchkey-theme${port && `_${port}`}=system`;
  return { app, database, users, close, kept, ...(await createCaller(app, users)) };
}

async function createCaller({ url }: StartedApp, { alice }: Users) {
  const actions = await readActions(inject("checkout"));
  const filled = (address: string) => address.replace("[id]", alice.id).replace("[action]", "disable").replace("[...path]", "no-such-page");
  const call = async (name: string, { fields = {}, encoding = "fetch", page, headers = {} }: Call = {}) => {
    const action = actions.find((built) => built.name === name);
    if (!action) throw new Error(`the build has no action ${name}`);
    const sent = await callOf(action, fields, encoding);
    return send(url, { ...sent, path: page ?? filled(action.pages[0] ?? "/"), headers: { ...sent.headers, ...headers } });
  };
  const signIn = async ({ username, password }: TestUser) =>
    cookiesOf(await call("app/(auth)/login/actions.ts#login", { fields: { identifier: username, password } }));
  return { actions, filled, call, signIn, send: (sent: Sent) => send(url, sent) };
}
