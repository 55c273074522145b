import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { composeEmail } from "@/lib/features/notifications/emails/compose-email";
import { renderEmail } from "@/lib/features/notifications/emails/render-email";
import { createResendTransport } from "@/lib/platform/mail/resend";
import { createSmtpTransport, INTERACTIVE_LIMITS } from "@/lib/platform/mail/smtp";
import type { MailTransport } from "@/lib/platform/mail/transport";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { startSmtpServer } from "@/lib/testing/smtp-server";
import { TEST_CERTIFICATE } from "@/lib/testing/test-certificate";
import { type MailKind, type OutgoingMail, SECURITY_EVENT_KINDS } from "./types";

const AT = new Date("2026-03-01T12:00:00Z");
const ORIGIN = { at: AT, ip: "192.0.2.7", browser: "Firefox 128" };
const CODE = { code: "82345619", expiresInMinutes: 10, ...ORIGIN };

/** The type requires every kind. */
const ONE_OF_EACH: Record<MailKind, OutgoingMail> = {
  "login-code": { kind: "login-code", ...CODE },
  "address-code": { kind: "address-code", ...CODE },
  "reverification-code": { kind: "reverification-code", ...CODE },
  "security-events": { kind: "security-events", events: SECURITY_EVENT_KINDS.map((kind) => ({ kind, ...ORIGIN })) },
  "address-changed": { kind: "address-changed", newAddress: "a…@example.com", ...ORIGIN },
  "administrator-action": {
    kind: "administrator-action",
    action: "two-factor-reset",
    administrator: "root",
    withoutTwoFactor: "password",
    at: AT,
  },
  "account-delayed": { kind: "account-delayed", target: "password", failures: 10, retryAt: AT },
  "password-link": { kind: "password-link", url: "https://console.example.com/set-password/x", expiresInHours: 72, invitedBy: "root" },
  test: { kind: "test" },
};

async function sendAll(transport: MailTransport) {
  for (const mail of Object.values(ONE_OF_EACH)) {
    const content = await composeEmail({ appName: "Latchkey", appHost: "console.example.com", username: "ada", locale: "en" }, mail);
    const parts = { subject: content.subject, ...(await renderEmail(content)), messageId: `${mail.kind}@example.com` };
    const sent = await transport.send({ from: { name: "Latchkey", address: "console@example.com" }, to: "ada@example.com", ...parts });
    expect([mail.kind, sent.ok]).toEqual([mail.kind, true]);
  }
}

test("M12: every kind of email has `Auto-Submitted` over SMTP", async () => {
  const { port, received } = await startSmtpServer();
  await sendAll(createSmtpTransport(new URL(`smtp://localhost:${port}`), INTERACTIVE_LIMITS, TEST_CERTIFICATE));
  expect(received).toHaveLength(Object.keys(ONE_OF_EACH).length);
  for (const { source } of received) expect(source).toMatch(/^Auto-Submitted: auto-generated\r$/m);
});

test("M12: every kind of email has `Auto-Submitted` over Resend", async () => {
  const bodies: { headers?: Record<string, string> }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    bodies.push(JSON.parse(body));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" }));
  });
  const port = await listenOnFreePort(server);
  onTestFinished(() => void server.close());
  await sendAll(createResendTransport("re_made_up_key", `http://127.0.0.1:${port}`));
  expect(bodies).toHaveLength(Object.keys(ONE_OF_EACH).length);
  for (const { headers } of bodies) expect(headers).toMatchObject({ "Auto-Submitted": "auto-generated" });
});
