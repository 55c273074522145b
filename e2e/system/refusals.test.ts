import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { expect, test } from "vitest";
import { isReady, ownLines, startApp, startReadyApp } from "../support/app";
import { newDataDir } from "../support/data-dir";

const EXTERNAL = { AUTH_SECRET: "a".repeat(32), ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString("base64")}` };

const MISTAKES: [string, Record<string, string>, RegExp][] = [
  ["a database that does not listen", { ...EXTERNAL, DATABASE_URL: "postgresql://a:pw@127.0.0.1:1/x" }, /^DATABASE_URL .*refused/],
  ["a host that does not exist", { ...EXTERNAL, DATABASE_URL: "postgresql://a:pw@nowhere.invalid/x" }, /^DATABASE_URL .*nowhere\.invalid/],
  ["an address of another kind", { ...EXTERNAL, DATABASE_URL: "mysql://a/b" }, /^DATABASE_URL must look like/],
  [
    "an external database without keys",
    { DATABASE_URL: "postgresql://a@127.0.0.1:1/x", AUTH_SECRET: "a".repeat(32) },
    /^ENCRYPTION_KEYS is required/,
  ],
  ["a short key", { ENCRYPTION_KEYS: "k1:c2hvcnQ=" }, /^ENCRYPTION_KEYS .*5 bytes/],
  ["a short secret", { AUTH_SECRET: "short" }, /^AUTH_SECRET must have at least 32/],
  [
    "plain http over a network",
    { APP_URL: "http://192.168.1.5:3000" },
    /^APP_URL is http:\/\/192\.168\.1\.5:3000: .*ALLOW_INSECURE_HTTP=1$/,
  ],
  ["a port that is no number", { PORT: "http" }, /^PORT must be a port number/],
  [
    "an address of another machine to listen on",
    { HOST: "192.0.2.1" },
    /^HOST leads to 192\.0\.2\.1, which is not a usable address of this machine/,
  ],
  ["a folder that no shell has completed", { DATA_DIR: "~/latchkey" }, /^DATA_DIR is ~\/latchkey, .*: write the whole path$/],
  ["an administrator without a password", { ADMIN_USERNAME: "ada" }, /^ADMIN_PASSWORD must be set/],
  ["an administrator with a short one", { ADMIN_USERNAME: "ada", ADMIN_PASSWORD: "short" }, /^ADMIN_PASSWORD must have at least 15/],
  ["an administrator with a common one", { ADMIN_USERNAME: "ada", ADMIN_PASSWORD: "PasswordPassword" }, /^ADMIN_PASSWORD is well known/],
];

test.each(MISTAKES)("%s: one line, exit code 1", async (_, env, line) => {
  const app = await startApp({ dataDir: await newDataDir(), env });
  expect(await app.ended).toBe(1);
  const lines = ownLines(app).filter((text) => !/Generat|Prisma/.test(text));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(line);
});

test("a port in use is reported before anything is created", async () => {
  const server = createServer().listen(0);
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const app = await startApp({ dataDir: await newDataDir(), env: { PORT: String(port) } });
  expect(await app.ended).toBe(1);
  expect(ownLines(app)).toEqual([expect.stringMatching(`^PORT ${port} is already in use`)]);
  server.close();
});

test("a second server on the same DATA_DIR is refused, and the first keeps working", async () => {
  const dataDir = await newDataDir();
  const first = await startReadyApp({ dataDir });
  const second = await startApp({ dataDir });
  expect(await second.ended).toBe(1);
  expect(ownLines(second)).toEqual([expect.stringMatching(/^DATA_DIR .* is in use by another Latchkey server \(process \d+\)$/)]);
  expect(await isReady(first.url)).toBe(true);
});

test("a database whose secrets are lost gets no new ones", async () => {
  const dataDir = await newDataDir();
  const first = await startReadyApp({ dataDir });
  await first.stop();
  await rm(path.join(dataDir, "secrets.json"));
  const second = await startApp({ dataDir });
  expect(await second.ended).toBe(1);
  expect(ownLines(second)).toEqual([expect.stringMatching(/secrets\.json is missing.*restore it from a backup/)]);
});
