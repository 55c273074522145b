import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { freePort } from "@/lib/testing/free-port";
import { ownLines, startApp, startReadyApp } from "../support/app";
import { copyFolder } from "../support/checkout";
import { admin } from "../support/command-line";
import { newDataDir } from "../support/data-dir";
import { createHttpClient } from "../support/http-client";

/** A separate checkout, as other tests cannot use its files. */
let checkout: string;
beforeEach(() => {
  checkout = path.join(mkdtempSync(path.join(tmpdir(), "latchkey-checkout-")), "checkout");
  chmodSync(path.dirname(checkout), 0o755);
  copyFolder(inject("checkout"), checkout);
});
afterEach(() => rmSync(path.dirname(checkout), { recursive: true, force: true }));

const write = (name: string, text: string, mode = 0o600) => writeFileSync(path.join(checkout, name), text, { mode });
/** A variable that a test's environment leaves to the file is blank in it. */
const LEFT_TO_FILE = { PORT: "", DATA_DIR: "" };

test("server and command line read .env, and Next reads no such file", async () => {
  const dataDir = await newDataDir();
  const port = await freePort();
  write(".env", `PORT=${port}\nDATA_DIR='${dataDir}'\nAPP_NAME="From the file"\n`);
  write(".env.production", "APP_NAME=Another\nTWO_FACTOR_MAX_AGE_DAYS=never\nPASSWORD_MIN_LENGTH=x\n");
  const app = await startReadyApp({ dataDir, env: LEFT_TO_FILE, checkout });
  expect(app.output()).toContain(`Latchkey is ready at http://localhost:${port}`);
  expect(app.output()).toContain("Warning: .env.production is not read: only .env.local and .env are");
  const page = await createHttpClient(`http://localhost:${port}`).get("/login");
  expect(page.html).toContain("<title>Sign in · From the file</title>");
  expect(await admin("", ["list-users", "--json"], "", LEFT_TO_FILE, checkout)).toMatchObject({ code: 0, out: '{"users":[]}\n' });
  expect(await app.stop()).toBe(0);
});

test.each([
  ["a bad value", "TWO_FACTOR_MAX_AGE_DAYS=never\n", /^TWO_FACTOR_MAX_AGE_DAYS must be a number of days: digits only, 1 to 36500$/],
  ["a line that is none", "<<<<<<< HEAD\n", /^\.env, line 1: is not NAME=value$/],
  ["a value that is not closed", 'PORT=1\nAPP_NAME="Latch\nkey"\n', /^\.env, line 2: put the value of APP_NAME on this line, in single/],
])("%s in .env is one line for server and command line, exit code 1", async (_, text, line) => {
  write(".env", text);
  const dataDir = await newDataDir();
  const app = await startApp({ dataDir, checkout });
  expect(await app.ended).toBe(1);
  expect(ownLines(app)).toEqual([expect.stringMatching(line)]);
  expect(await admin(dataDir, ["list-users"], "", {}, checkout)).toEqual({ code: 1, out: "", errorLines: [expect.stringMatching(line)] });
});

test("a build reads nothing from .env", async () => {
  write(".env", "NEXT_PUBLIC_PLANTED=planted-by-the-file\nAPP_NAME=planted-by-the-file\nPORT=x\n");
  rmSync(path.join(checkout, ".next"), { recursive: true });
  execFileSync("npm", ["run", "build"], { cwd: checkout, stdio: "ignore" });
  const found = execFileSync("sh", ["-c", "grep -rl planted-by-the-file .next || echo none"], { cwd: checkout, encoding: "utf8" });
  expect(found).toBe("none\n");
});

test.runIf(process.getuid?.() === 0)("an .env that the user of the console may not read is one line", async () => {
  write(".env", "PORT=1\n");
  const dataDir = await newDataDir(0o777);
  const app = await startApp({ dataDir, uid: 65534, gid: 65534, checkout });
  expect(await app.ended).toBe(1);
  expect(ownLines(app)).toEqual([expect.stringMatching(/^\.env cannot be read \(EACCES\): let the user who starts the console read it/)]);
});
