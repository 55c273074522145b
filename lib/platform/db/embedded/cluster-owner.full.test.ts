import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedOptions, openEmbeddedDatabase } from "./open-embedded-database";

const ID_WITHOUT_NAME = 54_321;

let parent: string;
let original: string;

const optionsFor = (dataDir: string, said: string[]): EmbeddedOptions => ({
  dataDir,
  passwords: { console: "for-tests-only", superuser: "for-tests-too" },
  role: "server",
  say: (line) => said.push(line),
});

beforeAll(async () => {
  parent = mkdtempSync(path.join(tmpdir(), "latchkey-mend-"));
  chmodSync(parent, 0o711);
  original = path.join(parent, "original");
  await (await openEmbeddedDatabase(optionsFor(original, []))).close();
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** Copies the original `$0` to `$1` with the shell commands `damage`. */
function copyWith(damage: string): string {
  const copy = mkdtempSync(path.join(parent, "copy-"));
  rmSync(copy, { recursive: true });
  execFileSync("/bin/sh", ["-ec", damage, original, copy], { stdio: "pipe" });
  return copy;
}

const BEHIND_LINK = 'mv "$1/postgres" "$1.there"; ln -s "$1.there" "$1/postgres"';

const asRoot = test.runIf(process.getuid?.() === 0);

asRoot.each([
  ["cp -r", 'cp -r "$0" "$1"'],
  ["cp -r under the umask 077", 'umask 077; cp -r "$0" "$1"'],
  ["cp -r under the umask 000", 'umask 000; cp -r "$0" "$1"'],
  ["cp -a", 'cp -a "$0" "$1"'],
  ["tar without owners", 'mkdir "$1"; tar -C "$0" -cf - . | tar -C "$1" --no-same-owner -xpf -'],
  ["chown -R to another user", `cp -a "$0" "$1"; chown -R ${ID_WITHOUT_NAME}:${ID_WITHOUT_NAME} "$1"`],
  ["chmod -R 777", 'cp -a "$0" "$1"; chmod -R 777 "$1"'],
  ["chmod -R 500", 'cp -a "$0" "$1"; chmod -R 500 "$1"'],
  ["read-only files", 'cp -a "$0" "$1"; find "$1/postgres" -type f -exec chmod 400 {} +'],
  ["a copy without empty folders", 'cp -a "$0" "$1"; find "$1/postgres" -type d -empty -delete'],
  ["a folder behind a link", 'cp -a "$0" "$1.there"; ln -s "$1.there" "$1"'],
  ["a database behind a link", `cp -a "$0" "$1"; ${BEHIND_LINK}`],
  ["a database behind a relative link", 'cp -a "$0" "$1"; mv "$1/postgres" "$1.there"; ln -s "../$(basename "$1").there" "$1/postgres"'],
  ["cp -r of a database behind a link", `cp -r "$0" "$1"; ${BEHIND_LINK}`],
  ["chmod -R 777 of a database behind a link", `cp -a "$0" "$1"; ${BEHIND_LINK}; chmod -R 777 "$1.there"`],
])("D6: %s is mended", async (_, damage) => {
  const copy = copyWith(damage);
  const opened = await openEmbeddedDatabase(optionsFor(copy, []));
  await opened.close();
  const said: string[] = [];
  await (await openEmbeddedDatabase(optionsFor(copy, said))).close();
  expect(said, "once").toEqual([]);
});

asRoot("D6: a link within the database is not followed: what it leads to keeps its owner and mode", async () => {
  const secret = path.join(parent, "secret");
  mkdirSync(secret, { mode: 0o700 });
  writeFileSync(path.join(secret, "file"), "", { mode: 0o600 });
  const copy = copyWith(`cp -r "$0" "$1"; ln -s "${secret}" "$1/postgres/link"; ${BEHIND_LINK}`);
  await (await openEmbeddedDatabase(optionsFor(copy, []))).close();
  for (const [file, mode] of [
    [secret, 0o700],
    [path.join(secret, "file"), 0o600],
  ] as const)
    expect(statSync(file)).toMatchObject({ uid: 0, mode: expect.toSatisfy((found: number) => (found & 0o777) === mode) });
});

const ELSEWHERE = 'mkdir "$1.root"; mv "$1/postgres" "$1.root/theirs"; chown -R root:root "$1.root"; ln -s "$1.root/theirs" "$1/postgres"';

asRoot.each([
  ["a link of another user", `chown -h ${ID_WITHOUT_NAME} "$1/postgres"`],
  ["a link in a folder of another user", `chown ${ID_WITHOUT_NAME} "$1"`],
  ["a link in a folder that others may write", 'chmod 777 "$1"'],
])("D6: %s does not make root give its own folder away", async (_, damage) => {
  const copy = copyWith(`cp -a "$0" "$1"; ${ELSEWHERE}; ${damage}`);
  await expect(openEmbeddedDatabase(optionsFor(copy, []))).rejects.toThrow(/is a link that another user may change, .*chown -R \d+ /);
  expect(statSync(`${copy}.root/theirs`).uid).toBe(0);
});

asRoot.each([
  ["chown without -R", `chown ${ID_WITHOUT_NAME} "$1/postgres"`, `chown -R ${ID_WITHOUT_NAME} `],
  ["one file of root", 'chown root "$1/postgres/global/pg_control"', "pg_control of another user: chown -R "],
])("D6: %s is one line", async (_, damage, line) => {
  const copy = copyWith(`cp -a "$0" "$1"; ${damage}`);
  await expect(openEmbeddedDatabase(optionsFor(copy, []))).rejects.toThrow(line);
});
