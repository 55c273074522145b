import type { Connection } from "@/lib/platform/db/connect";
import { answered, enrol, enterCode, enterPassword, signIn } from "./account-steps";
import { ADMINISTRATOR, type StartedApp, startReadyApp } from "./app";
import { newDataDir } from "./data-dir";
import { addUser, connectToServerDatabase } from "./database";
import { createHttpClient } from "./http-client";

/** `heapLimitMiB`: the console ends when its heap needs more. */
type Load = { users: number; signInsEach: number; checksAtOnce: number; heapLimitMiB: number };
type LoadReport = { errors: string[]; signIns: number; checks: number };

/**
 * A separate console, as `npm start` makes it, with users who sign in with password and backup code, one after the other,
 * beside session checks, until all have signed in.
 */
export async function runLoad({ users, signInsEach, checksAtOnce, heapLimitMiB }: Load): Promise<LoadReport> {
  const dataDir = await newDataDir();
  const NODE_OPTIONS = `--max-old-space-size=${heapLimitMiB}`;
  const app = await startReadyApp({ dataDir, env: { ...ADMINISTRATOR, TRUSTED_PROXIES: "127.0.0.1,::1", NODE_OPTIONS } });
  const database = await connectToServerDatabase(dataDir);
  const report: LoadReport = { errors: [], signIns: 0, checks: 0 };
  const note = (error: unknown) =>
    void report.errors.push(error instanceof Error ? `${error.message} ${error.cause ?? ""}` : String(error));
  const visitor = await signIn(app.url, await addUser(database), { address: "198.18.10.1" });
  let isOver = false;

  const check = async () => {
    while (!isOver) {
      const page = await visitor.get("/");
      if (page.status === 200 && page.path === "/") report.checks += 1;
      else report.errors.push(`a session check was answered with ${page.status} at ${page.path}`);
    }
  };
  const signInOften = async (n: number) => {
    let left = signInsEach;
    const count = () => {
      report.signIns += 1;
      left -= 1;
      return left > 0;
    };
    while (left > 0) await signInWithBackupCodes(app, database, `198.18.${20 + (n >> 6)}.${n & 63}`, count);
  };
  const checks = Array.from({ length: checksAtOnce }, () => check().catch(note));
  await Promise.all(Array.from({ length: users }, (_, n) => signInOften(n).catch(note)));
  isOver = true;
  await Promise.all(checks);
  await database.disconnect();
  return report;
}

/** Signs in with one user's six codes while `count` requests more: each counted sign-in has both factors. */
async function signInWithBackupCodes(app: StartedApp, database: Connection, address: string, count: () => boolean): Promise<void> {
  const user = await addUser(database);
  const { backupCodes } = await enrol(await signIn(app.url, user, { address }));
  for (const code of backupCodes) {
    const client = createHttpClient(app.url, { address });
    const verify = await enterPassword(client, user.username, user.password);
    const page = answered(await enterCode(client, verify, code));
    if (page.path !== "/") throw new Error(`a sign-in led to ${page.path}: ${page.text.slice(0, 200)}`);
    if (!count()) return;
  }
}
