import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { parseEnvFile, readEnvFiles } from "./environment";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "latchkey-env-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const write = (name: string, text: string | Uint8Array, mode = 0o600) => {
  writeFileSync(path.join(folder, name), text);
  chmodSync(path.join(folder, name), mode);
};
const read = () => readEnvFiles(folder, new Set(["PORT", "APP_NAME", "SMTP_URL"]));

test.each([
  ["PORT=3000", "3000"],
  ["export PORT=3000", "3000"],
  ["  PORT = 3000  ", "3000"],
  ["PORT=3000 # the usual one", "3000"],
  ["PORT='3000' # the usual one", "3000"],
  ['PORT="a b # c"', "a b # c"],
  ["PORT=a b = c", "a b = c"],
  ["PORT='$HOME \"`\\n #'", '$HOME "`\\n #'],
  ["PORT=", ""],
  ["PORT=''", ""],
  ["PORT= # nothing", ""],
  ["PORT=größe", "größe"],
  ["PORT='a\tb'", "a\tb"],
  ['PORT="a\'\t\\$\\"\\\\\\`b"', "a'\t$\"\\`b"],
  ["PORT=\t3000\t# the usual one", "3000"],
  ["PORT=' 3000 '", " 3000 "],
])("%j is read as other programs read it", (line, value) => {
  expect(parseEnvFile(`# comment\n\n${line}\r\n`, ".env")).toEqual({ PORT: value });
});

test.each([
  "PORT='3000",
  'PORT="3000',
  'PORT="30\\n00"',
  "PORT=$HOME",
  "PORT=a#b",
  "PORT=#b",
  "PORT=a'b",
  "PORT='a''b'",
  "PORT=a\\b",
  'PORT="a\\nb"',
  'PORT="a\\"',
])("%j, which programs read differently, is refused in one line without the value", (line) => {
  expect(() => parseEnvFile(`APP_NAME=x\n${line}\n`, ".env")).toThrow(
    /^\.env, line 2: put the value of PORT on this line, in single quotes; if it holds one, in double quotes with \\ before " \$ \\ and `$/,
  );
});

test.each(["PORT=a\0b", "PORT='a\u0007b'", 'PORT="a\u001bb"', "PORT='a\u0085b'"])("%j, which no quotes can hold, is refused", (line) => {
  expect(() => parseEnvFile(`${line}\n`, ".env")).toThrow(
    /^\.env, line 1: the value of PORT holds a control character: set it in the environment instead$/,
  );
});

/** Writes a value as README recommends. */
const quoted = (value: string) => (value.includes("'") ? `"${value.replace(/["$\\`]/g, "\\$&")}"` : `'${value}'`);
const special = fc.constantFrom(..."'\"$\\`#{}()!%~ \t=nx");

test("every value without line breaks and control characters can be written, and is read back as it is", () => {
  const character = fc.oneof(special, fc.string({ minLength: 1, maxLength: 1, unit: "binary" }));
  const value = fc.string({ unit: character }).filter((text) => !/[^\P{Cc}\t]/u.test(text));
  fc.assert(
    fc.property(value, (text) => {
      expect(parseEnvFile(`PORT=${quoted(text)} # comment`, ".env")).toEqual({ PORT: text });
    }),
  );
});

test("a shell reads such a line the same way", () => {
  const texts = fc.sample(fc.string({ unit: special }), { numRuns: 50, seed: 1 });
  const script = texts.map((text) => `PORT=${quoted(text)}\nprintf '%s\\n' "$PORT"\n`).join("");
  expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(texts.map((text) => `${text}\n`).join(""));
});

test.each(["PORT", "PORT: 3000", "=3000", "3PORT=1", "A B=1", "<<<<<<< HEAD", '{"PORT":3000}'])("%j is refused as a line", (line) => {
  expect(() => parseEnvFile(`${line}\n`, ".env")).toThrow(/^\.env, line 1: is not NAME=value$/);
});

test(".env.local wins over .env, and neither is needed", () => {
  expect(read()).toEqual({ values: {}, warnings: [] });
  write(".env", "\ufeffPORT=1\r\nAPP_NAME=One\r\n");
  write(".env.local", "PORT=2\n");
  expect(read()).toEqual({ values: { PORT: "2", APP_NAME: "One" }, warnings: [] });
});

test("a blank value in .env.local is unset, and the one in .env counts", () => {
  write(".env", "PORT=1\nAPP_NAME=One\n");
  write(".env.local", "PORT=\nAPP_NAME=' '\n");
  expect(read().values).toEqual({ PORT: "1", APP_NAME: "One" });
});

test("ignored files and variables are named", () => {
  write(".env", "PROT=1\nPORT=1\n");
  write(".env.production", "PORT=3\n");
  expect(read()).toEqual({
    values: { PORT: "1" },
    warnings: [
      "Warning: .env sets PROT, which Latchkey does not read from it",
      "Warning: .env.production is not read: only .env.local and .env are",
    ],
  });
});

test("secrets that other users can read are named", () => {
  write(".env", "SMTP_URL=smtp://user:password@mail.example.com\n", 0o644);
  expect(read().warnings).toEqual(["Warning: other users of this machine can read the secrets in .env: chmod 600 .env"]);
  write(".env", "PORT=1\n", 0o644);
  expect(read().warnings).toEqual([]);
});

test("a file that other users can change is named, whatever it sets; one of the user's own group is not", () => {
  write(".env", "PORT=1\nSMTP_URL=smtp://mail.example.com\n", 0o666);
  expect(read().warnings).toEqual([
    "Warning: other users of this machine can change .env, and with it what this console does: chmod 600 .env",
  ]);
  write(".env", "PORT=1\n", 0o602);
  expect(read().warnings).toEqual([
    "Warning: other users of this machine can change .env, and with it what this console does: chmod 600 .env",
  ]);
  write(".env", "PORT=1\n", 0o664);
  expect(read().warnings).toEqual([]);
});

test("a binary file is refused in one line, a folder of that name is ignored", () => {
  write(".env", Uint8Array.of(0xff, 0xfe, 0x41, 0x00));
  expect(read).toThrow(/^\.env is not UTF-8 text: [^\n]+$/);
  rmSync(path.join(folder, ".env"));
  mkdirSync(path.join(folder, ".env"));
  expect(read()).toEqual({ values: {}, warnings: [] });
});
