import { execFileSync } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { changePassword, enterPasswordOn, isSignedIn, signIn } from "../support/account-steps";
import { ADMINISTRATOR, isReady, startReadyApp } from "../support/app";
import { newDataDir } from "../support/data-dir";
import { addUser, connectToServerDatabase, PASSWORD } from "../support/database";
import { createHttpClient } from "../support/http-client";
import { waitFor } from "../support/wait-for";

/** Mounting takes root. */
const asRoot = test.runIf(process.getuid?.() === 0);

/** Calls `work` with a small separate disk for DATA_DIR, unmounted before the folder is removed. */
async function withSmallDisk(work: (disk: string) => Promise<void>): Promise<void> {
  const disk = path.dirname(await newDataDir());
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=160m,mode=755", "tmpfs", disk]);
  await work(disk).finally(() => execFileSync("umount", ["--lazy", disk]));
}

asRoot("a full disk: changes are answered with 503, the log names DATA_DIR, and all goes on once there is room", () =>
  withSmallDisk(async (disk) => {
    const dataDir = path.join(disk, "data");
    const app = await startReadyApp({ dataDir, env: ADMINISTRATOR });
    const database = await connectToServerDatabase(dataDir);
    onTestFinished(database.disconnect);
    const user = await addUser(database);
    const client = await signIn(app.url, user);
    const attemptSignIn = async () => {
      const visitor = createHttpClient(app.url);
      const page = await visitor.get("/login");
      if (page.status === 503) return page;
      return enterPasswordOn(visitor, page, user);
    };
    const ballast = path.join(disk, "ballast");
    await writeFile(ballast, Buffer.alloc(256 * 1024 * 1024)).catch(() => {});
    await waitFor("a change to be refused", async () => {
      // Uses up the space that the database had reserved.
      await database.db.$executeRaw`CREATE TABLE IF NOT EXISTS filler (text text)`.catch(() => {});
      await database.db.$executeRaw`INSERT INTO filler SELECT repeat(md5(n::text), 50) FROM generate_series(1, 5000) AS n`.catch(() => {});
      return (await attemptSignIn()).status === 503;
    });
    await waitFor("the log to say so", () => app.output().includes("is full") && app.output().includes("DATA_DIR"));

    await rm(ballast);
    await waitFor("the console to be back", () => isReady(app.url));
    await waitFor("the session to be read", async () => (await client.get("/")).status === 200);
    expect(await isSignedIn(client)).toBe(true);
    await changePassword(client, PASSWORD, "a password after the full disk");
    expect(await app.stop()).toBe(0);
  }),
);
