import { createServer, type IncomingMessage } from "node:http";
import addressparser from "nodemailer/lib/addressparser";
import { expect, onTestFinished, test } from "vitest";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { createResendTransport } from "./resend";

const KEY = "re_made_up_key";
const MAIL = {
  from: { name: "Latchkey", address: "console@example.com" },
  to: "ada@example.com",
  subject: "Your code",
  text: "text",
  html: "<p>html</p>",
  messageId: "one@example.com",
};

type Call = { path: string | undefined; headers: IncomingMessage["headers"]; body: unknown };

/** A server with Resend's API that gives the same answer to all requests. */
async function startResend(
  status: number,
  answer: object,
  headers: Record<string, string> = {},
): Promise<{ baseUrl: string; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    calls.push({ path: request.url, headers: request.headers, body: JSON.parse(body) });
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(answer));
  });
  const port = await listenOnFreePort(server);
  onTestFinished(() => void server.close());
  return { baseUrl: `http://127.0.0.1:${port}`, calls };
}

test("M12: an email is one request with the key, both parts, the message id against duplicates, and marked as automatic", async () => {
  const { baseUrl, calls } = await startResend(200, { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" });
  expect(await createResendTransport(KEY, baseUrl).send(MAIL)).toEqual({ ok: true, value: null });
  const { messageId, ...parts } = MAIL;
  const body = { ...parts, from: "Latchkey <console@example.com>", headers: { "Auto-Submitted": "auto-generated" } };
  expect(calls).toMatchObject([{ path: "/emails", body, headers: { authorization: `Bearer ${KEY}`, "idempotency-key": messageId } }]);
});

test.each([
  ["", "console@example.com"],
  ["Konten Müller 東京", "Konten Müller 東京 <console@example.com>"],
  ["Acme: Accounts (EU); Sign-in", '"Acme: Accounts (EU); Sign-in" <console@example.com>'],
  ['Acme "The Best", Inc. \\', '"Acme \\"The Best\\", Inc. \\\\" <console@example.com>'],
])("a sender called %j is written as %s", async (name, from) => {
  const { baseUrl, calls } = await startResend(200, { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" });
  await createResendTransport(KEY, baseUrl).send({ ...MAIL, from: { name, address: "console@example.com" } });
  expect(calls).toMatchObject([{ body: { from } }]);
  expect(addressparser(from)).toEqual([{ name, address: "console@example.com" }]);
});

test.each([
  [401, "missing_api_key", "login", false],
  [403, "invalid_api_key", "login", false],
  [422, "invalid_to_address", "refused", true],
  [429, "rate_limit_exceeded", "provider", false],
  [500, "application_error", "provider", false],
])("%i %s fails at %s", async (statusCode, name, stage, permanent) => {
  const { baseUrl } = await startResend(statusCode, { statusCode, name, message: `no: ${KEY}` });
  const sent = await createResendTransport(KEY, baseUrl).send(MAIL);
  expect(sent).toEqual({ ok: false, problem: { stage, permanent, reason: expect.stringContaining(name) } });
  expect(JSON.stringify(sent)).not.toContain(KEY);
});

test.each([301, 302, 307, 308])("a redirect (%i) is not followed, and fails at the provider", async (statusCode) => {
  const elsewhere = await startResend(200, {});
  const { baseUrl } = await startResend(statusCode, { statusCode, name: "moved" }, { location: `${elsewhere.baseUrl}/emails` });
  const problem = { stage: "provider", permanent: false, reason: expect.stringContaining(`${statusCode}`) };
  expect(await createResendTransport(KEY, baseUrl).send(MAIL)).toEqual({ ok: false, problem });
  expect(elsewhere.calls).toEqual([]);
});

test("an unreachable service fails at dns or connect, and the reason names the address", async () => {
  const cannotReach = async (baseUrl: string) => createResendTransport(KEY, baseUrl).send(MAIL);
  expect(await cannotReach("https://api.invalid")).toMatchObject({
    problem: { stage: "dns", reason: expect.stringContaining("api.invalid") },
  });
  expect(await cannotReach("http://127.0.0.1:1")).toMatchObject({
    problem: { stage: "connect", reason: expect.stringContaining("ECONNREFUSED") },
  });
});

test("a service without TLS where TLS is expected fails at tls", async () => {
  const { baseUrl } = await startResend(200, {});
  const sent = await createResendTransport(KEY, baseUrl.replace("http:", "https:")).send(MAIL);
  expect(sent).toMatchObject({ problem: { stage: "tls", permanent: false } });
});
