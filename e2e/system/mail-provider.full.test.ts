import { createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { enterPassword } from "../support/account-steps";
import { ADMINISTRATOR, isReady, startReadyApp } from "../support/app";
import { newDataDir } from "../support/data-dir";
import { addUser, connectToServerDatabase, PASSWORD } from "../support/database";
import { createHttpClient } from "../support/http-client";
import { waitFor } from "../support/wait-for";

/** A fake mail server: each connection is passed to `treat`. */
async function startProvider(treat: () => (socket: Socket) => void): Promise<{ port: number; dropAll(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    treat()(socket);
  });
  const port = await listenOnFreePort(server);
  const dropAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    dropAll();
    server.close();
  });
  return { port, dropAll };
}

const hang = () => {};
const drop = (socket: Socket) => void socket.destroy();
const refuse = (socket: Socket) => void socket.end("554 no service for you\r\n");

test("a mail provider that hangs, drops or refuses: sign-in continues, the page shows the email's state, the worker stays idle", async () => {
  let way: (socket: Socket) => void = hang;
  const { port, dropAll } = await startProvider(() => way);
  const dataDir = await newDataDir();
  const env = {
    ...ADMINISTRATOR,
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: "console@example.com",
  };
  const app = await startReadyApp({ dataDir, env });
  const database = await connectToServerDatabase(dataDir);
  onTestFinished(database.disconnect);
  const signIn = async (n: number) => {
    const user = await addUser(database, { confirmedEmail: `p${n}@example.com`, emailLoginVerification: true });
    return enterPassword(createHttpClient(app.url), user.username, PASSWORD);
  };
  // The client itself gives up after 30 s; the transport would hold each of these for 5 minutes.
  const hanging = await Promise.all(Array.from({ length: 12 }, (_, n) => signIn(n)));
  for (const page of hanging) {
    expect(page.path).toBe("/login/verify");
    expect(page.text).not.toContain("couldn’t send the email");
  }
  way = drop;
  expect((await signIn(100)).text).toContain("We couldn’t send the email yet");
  way = refuse;
  expect((await signIn(101)).text).toContain("We couldn’t send the email yet");
  dropAll();
  await waitFor("those that hung to be given back", async () => (await database.db.mailMessage.count({ where: { failure: null } })) === 0);
  expect(await isReady(app.url)).toBe(true);
  expect(app.output()).not.toMatch(/stumbled|broke off/);
});
