import { createServer } from "node:net";
import addressparser from "nodemailer/lib/addressparser";
import { expect, onTestFinished, test } from "vitest";
import { emailSchema } from "@/lib/features/account/schema";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { SMTP_PASSWORD, SMTP_USER, startSmtpServer } from "@/lib/testing/smtp-server";
import { TEST_CERTIFICATE } from "@/lib/testing/test-certificate";
import { BACKGROUND_LIMITS, createSmtpTransport } from "./smtp";

const MAIL = {
  from: { name: "Latchkey", address: "console@example.com" },
  to: "ada@example.com",
  subject: "Your code – Ω",
  text: "82345619\n\n@console.example.com #82345619",
  html: "<p>82345619</p>",
  messageId: "one@example.com",
};
const LOGIN = `${SMTP_USER}:${encodeURIComponent(SMTP_PASSWORD)}@`;
const NAMES = [
  "Acme: Accounts (EU); Sign-in",
  'Acme "The Best", Inc.',
  'back\\slash \\"',
  "a@b.example, c",
  "x <y@z.example>",
  "Müller & Söhne (東京): Konten",
  "a".repeat(100),
];
const AMPLE = { greetingMs: 10_000, wholeMs: 20_000 };
/** For servers that do not answer. */
const SHORT = { greetingMs: 300, wholeMs: 400 };

function transportTo(address: string, limits = AMPLE) {
  return createSmtpTransport(new URL(address), limits, TEST_CERTIFICATE);
}

const failsAt = (stage: string, permanent: boolean, reason: unknown = expect.any(String)) => ({
  ok: false,
  problem: { stage, permanent, reason },
});

/** A server that sends only the output of `greet`; `open` counts its connections. */
async function startSilentServer(greet: (write: (text: string) => void) => void = () => {}): Promise<{ port: number; open: () => number }> {
  const sockets = new Set<import("node:net").Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    greet((text) => socket.write(text));
  });
  const port = await listenOnFreePort(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port, open: () => sockets.size };
}

test("M12: an email goes over STARTTLS, authenticated, with both parts and marked as automatic", async () => {
  const { port, received } = await startSmtpServer();
  expect(await transportTo(`smtp://${LOGIN}localhost:${port}`).send(MAIL)).toEqual({ ok: true, value: null });
  expect(received).toMatchObject([{ from: "console@example.com", to: ["ada@example.com"], secure: true, user: SMTP_USER }]);
  for (const part of [
    "Message-ID: <one@example.com>",
    "Auto-Submitted: auto-generated",
    "X-Auto-Response-Suppress: All",
    "text/plain",
    "text/html",
    "@console.example.com #82345619",
  ]) {
    expect(received[0]?.source).toContain(part);
  }
});

test("over TLS from the first byte", async () => {
  const { port, received } = await startSmtpServer({ secure: true });
  expect(await transportTo(`smtps://${LOGIN}localhost:${port}`).send(MAIL)).toEqual({ ok: true, value: null });
  expect(received).toMatchObject([{ secure: true, user: SMTP_USER }]);
});

test("without a login, to a relay on this machine", async () => {
  const { port, received } = await startSmtpServer({ disabledCommands: ["STARTTLS", "AUTH"] });
  expect(await transportTo(`smtp://127.0.0.1:${port}`).send(MAIL)).toEqual({ ok: true, value: null });
  expect(received).toMatchObject([{ secure: false }]);
});

test.each(["smtp", "smtps"])(
  "%s: a certificate without a trusted authority fails at tls, before the password is sent",
  async (protocol) => {
    const { port, received } = await startSmtpServer({ secure: protocol === "smtps" });
    const sent = await createSmtpTransport(new URL(`${protocol}://${LOGIN}localhost:${port}`), AMPLE).send(MAIL);
    expect(sent).toEqual(failsAt("tls", false, expect.stringContaining("certificate")));
    expect(received).toEqual([]);
  },
);

test("a wrong password fails at login, is not permanent, and does not appear in the reason", async () => {
  const { port } = await startSmtpServer();
  const sent = await transportTo(`smtp://${SMTP_USER}:wrong-secret@localhost:${port}`).send(MAIL);
  expect(sent).toEqual(failsAt("login", false, expect.stringContaining("535")));
  expect(JSON.stringify(sent)).not.toContain("wrong-secret");
});

test("a 5xx for the recipient is permanent, a 4xx is not; the reason does not quote the email", async () => {
  for (const [responseCode, permanent] of [
    [550, true],
    [450, false],
  ] as const) {
    const { port } = await startSmtpServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error("no, not 82345619"), { responseCode })),
    });
    const sent = await transportTo(`smtp://localhost:${port}`).send(MAIL);
    expect(sent).toEqual(failsAt("refused", permanent, expect.stringContaining(String(responseCode))));
    expect(JSON.stringify(sent)).not.toContain("82345619");
  }
});

test("a text refused after it was sent is permanent", async () => {
  const { port } = await startSmtpServer({
    onData: (stream, _session, done) => {
      stream.resume();
      stream.once("end", () => done(Object.assign(new Error("looks like spam"), { responseCode: 554 })));
    },
  });
  expect(await transportTo(`smtp://localhost:${port}`).send(MAIL)).toEqual(failsAt("refused", true, expect.stringContaining("spam")));
});

test("a closed port, a silent server and a slow one fail at connect, in time", async () => {
  expect(await transportTo("smtp://127.0.0.1:1").send(MAIL)).toEqual(failsAt("connect", false, expect.stringContaining("ECONNREFUSED")));
  const { port: silent } = await startSilentServer();
  expect(await transportTo(`smtp://127.0.0.1:${silent}`, SHORT).send(MAIL)).toEqual(failsAt("connect", false));
  const trickling = await startSilentServer((write) => {
    const timer = setInterval(() => write("220-wait\r\n"), 50);
    onTestFinished(() => clearInterval(timer));
  });
  expect(await transportTo(`smtp://127.0.0.1:${trickling.port}`, SHORT).send(MAIL)).toEqual(failsAt("connect", false));
});

test("a delivery that times out closes its connection", async () => {
  const endless = await startSilentServer((write) => {
    write("220 ready\r\n");
    const timer = setInterval(() => write("250-more\r\n"), 50);
    onTestFinished(() => clearInterval(timer));
  });
  const sent = await transportTo(`smtp://127.0.0.1:${endless.port}`, { greetingMs: 300, wholeMs: 400 }).send(MAIL);
  expect(sent).toEqual(failsAt("connect", false, expect.stringContaining("no end after 0.4 s")));
  await expect.poll(endless.open).toBe(0);
});

test("an email that timed out is not delivered afterwards", async () => {
  const held: (() => void)[] = [];
  const { port, received } = await startSmtpServer({
    secure: true,
    // Half of the time, so that the idle limit ends long after the total limit.
    onConnect: (_session, done) => void setTimeout(done, 1_000),
    onMailFrom: (_address, _session, done) => void held.push(() => done()),
  });
  const late = { greetingMs: 2_000, wholeMs: 2_000 };
  expect(await transportTo(`smtps://localhost:${port}`, late).send(MAIL)).toEqual(failsAt("connect", false));
  expect(held).toHaveLength(1);
  held[0]?.();
  const second = transportTo(`smtps://localhost:${port}`).send({ ...MAIL, subject: "second" });
  await expect.poll(() => held.length, { timeout: 5_000 }).toBe(2);
  held[1]?.();
  expect(await second).toEqual({ ok: true, value: null });
  expect(received.map(({ source }) => /^Subject: (.*)\r$/m.exec(source)?.[1])).toEqual(["second"]);
});

test.each(NAMES)("a sender called %s is one sender with that name", async (name) => {
  const { port, received } = await startSmtpServer();
  expect((await transportTo(`smtp://localhost:${port}`).send({ ...MAIL, from: { name, address: "console@example.com" } })).ok).toBe(true);
  expect(received).toMatchObject([{ from: "console@example.com" }]);
  const [, header = ""] = /^From:(.*(?:\r\n[ \t].*)*)/m.exec(received[0]?.source ?? "") ?? [];
  const [sender, ...others] = addressparser(header.replace(/\r\n/g, ""));
  expect(others).toEqual([]);
  expect({ ...sender, name: decodeWords(sender?.name ?? "") }).toEqual({ name, address: "console@example.com" });
});

/** RFC 2047, UTF-8 in the forms Q and B. */
function decodeWords(text: string): string {
  const bytes = (coding: string, word: string) =>
    coding.toUpperCase() === "B"
      ? Buffer.from(word, "base64")
      : Buffer.from(
          word.replace(/_/g, " ").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
          "latin1",
        );
  return text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, coding: string, word: string) => bytes(coding, word).toString("utf8"));
}

test("a late greeting is accepted", async () => {
  const held: (() => void)[] = [];
  const { port, received } = await startSmtpServer({ onConnect: (_session, done) => void held.push(done) });
  const late = `smtp://localhost:${port}`;
  expect(await transportTo(late, SHORT).send(MAIL)).toEqual(failsAt("connect", false));
  const impatient = held.length;
  const sending = transportTo(late).send(MAIL);
  await expect.poll(() => held.length).toBeGreaterThan(impatient);
  for (const greet of held) greet();
  expect(await sending).toEqual({ ok: true, value: null });
  expect(received).toHaveLength(1);
  // RFC 5321 section 4.5.3.2.1.
  expect(BACKGROUND_LIMITS.greetingMs).toBe(5 * 60 * 1000);
  expect(BACKGROUND_LIMITS.wholeMs).toBeGreaterThan(BACKGROUND_LIMITS.greetingMs);
});

test("smtp:// to a port that speaks TLS, and smtps:// to one that does not yet, say which to write", async () => {
  const { port: encrypted } = await startSmtpServer({ secure: true });
  expect(await transportTo(`smtp://localhost:${encrypted}`, { greetingMs: 2_000, wholeMs: 20_000 }).send(MAIL)).toEqual(
    failsAt("tls", false, `localhost:${encrypted} speaks TLS from the first byte: write smtps:// instead of smtp:// in SMTP_URL`),
  );
  const { port: plain } = await startSmtpServer();
  expect(await transportTo(`smtps://localhost:${plain}`).send(MAIL)).toEqual(
    failsAt("tls", false, expect.stringMatching(/speaks TLS only after STARTTLS, or not at all: write smtp:\/\/ instead of smtps:\/\//)),
  );
});

test("a host that does not exist fails at dns", async () => {
  expect(await transportTo("smtp://mail.invalid:25").send(MAIL)).toEqual(failsAt("dns", false));
});

test("a password is not sent in clear to another machine, even when an attacker on the network hides STARTTLS", async () => {
  let logins = 0;
  const onAuth = () => {
    logins += 1;
  };
  const { port } = await startSmtpServer({ disabledCommands: ["STARTTLS"], allowInsecureAuth: true, onAuth });
  // Resolves to this machine, but is no loopback name.
  expect(await transportTo(`smtp://${LOGIN}0.0.0.0:${port}`).send(MAIL)).toEqual(failsAt("tls", false));
  expect(logins).toBe(0);
});

test.each([
  "o'hara+tag@mail.example.com",
  "!#$%&'*+/=?^_`{|}~-@example.com",
  "=?utf-8?q?eve?=@example.com",
  "ada@bücher.example",
  "ada@localhost",
])("an address that the console accepts, %s, is one recipient and the same one", async (to) => {
  expect(emailSchema.parse(to)).toBe(to);
  const { port, received } = await startSmtpServer();
  expect(await transportTo(`smtp://localhost:${port}`).send({ ...MAIL, to })).toEqual({ ok: true, value: null });
  expect(received).toMatchObject([{ to: [to] }]);
});
