import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { SMTP_PASSWORD, SMTP_USER, startSmtpServer } from "@/lib/testing/smtp-server";
import { TEST_CERTIFICATE } from "@/lib/testing/test-certificate";
import { startReadyApp } from "../support/app";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";

test("a mail server with a certificate of a private authority: NODE_EXTRA_CA_CERTS lets email through, without it one line says why not", async () => {
  const dataDir = await newDataDir();
  await startReadyApp({ dataDir });
  const authority = path.join(dataDir, "authority.pem");
  writeFileSync(authority, TEST_CERTIFICATE, { mode: 0o644 });
  const { port, received } = await startSmtpServer();
  const variables = {
    SMTP_URL: `smtp://${SMTP_USER}:${encodeURIComponent(SMTP_PASSWORD)}@localhost:${port}`,
    MAIL_FROM: '"Acme: Accounts; (EU)" <console@example.com>',
  };
  const refused = await admin(dataDir, ["send-test-email", "ada@example.com"], "", variables);
  expect(refused).toEqual({ code: 1, out: "", errorLines: [expect.stringMatching(/^TLS: .*certificate/)] });
  const sent = await admin(dataDir, ["send-test-email", "ada@example.com"], "", { ...variables, NODE_EXTRA_CA_CERTS: authority });
  expect(sent).toEqual({ code: 0, out: `Accepted by localhost:${port} for ada@example.com\n`, errorLines: [] });
  expect(received[0]?.source).toContain('From: "Acme: Accounts; (EU)" <console@example.com>');
});
