import { expect, test } from "vitest";
import { startSmtpServer } from "@/lib/testing/smtp-server";
import { enterPassword } from "../support/account-steps";
import { addUser, PASSWORD } from "../support/database";
import { balanced, startTwo } from "../support/two-servers-scene";
import { waitFor } from "../support/wait-for";

test("each email is sent once, whichever server wrote it and however slow the mail server is", async () => {
  let arrived = 0;
  let open = () => {};
  const allHere = new Promise<void>((resolve) => {
    open = resolve;
  });
  const { port, received } = await startSmtpServer({
    hideSTARTTLS: true,
    // All emails are queued before the first is claimed; the workers of both servers run meanwhile.
    onRcptTo: (_address, _session, done) => {
      if (++arrived === 8) open();
      void allHere.then(() => done());
    },
  });
  const servers = await startTwo({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "console@example.com" });
  const { a, b, database } = servers;
  const users = await Promise.all(
    Array.from({ length: 8 }, (_, n) => addUser(database, { confirmedEmail: `p${n}@example.com`, emailLoginVerification: true })),
  );
  const pages = await Promise.all(
    users.map((user, n) => enterPassword(balanced(servers, `198.18.1.${n}`).via(n % 2 ? a : b), user.username, PASSWORD)),
  );
  expect(pages.every(({ path }) => path === "/login/verify")).toBe(true);
  await waitFor("every mail to be sent", async () => (await database.db.mailMessage.count({ where: { sentAt: null } })) === 0);
  expect(received.flatMap(({ to }) => to).sort()).toEqual(users.map(({ email }) => email).sort());
});
