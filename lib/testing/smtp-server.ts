import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { onTestFinished } from "vitest";
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from "./test-certificate";

export type ReceivedMail = { from: string; to: string[]; source: string; secure: boolean; user: string | undefined };
export const SMTP_USER = "console";
export const SMTP_PASSWORD = "p@ss word/1";

/** A real SMTP server on a free port of this machine, stopped after the test. Offers STARTTLS and one account. */
export async function startSmtpServer(options: SMTPServerOptions = {}): Promise<{ port: number; received: ReceivedMail[] }> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    key: TEST_CERTIFICATE_KEY,
    cert: TEST_CERTIFICATE,
    authOptional: true,
    logger: false,
    onAuth({ username, password }, _session, done) {
      const right = username === SMTP_USER && password === SMTP_PASSWORD;
      done(right ? null : new Error(`Invalid login ${username} ${password}`), right ? { user: username } : undefined);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString(),
          secure: Boolean(session.secure),
          user: session.user as string | undefined,
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  return { port: (server.server.address() as AddressInfo).port, received };
}
