import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { VARIABLES } from "@/lib/platform/config/config";
import { loadEnvironment } from "./environment";

afterEach(() => vi.unstubAllEnvs());

/** Returns the console's variables after a start with this environment and this `.env`. */
function load(environment: Record<string, string>, file = ""): Record<string, string | undefined> {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-env-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, ".env"), file, { mode: 0o600 });
  for (const name of VARIABLES) vi.stubEnv(name, environment[name]);
  loadEnvironment(folder);
  return Object.fromEntries([...VARIABLES].filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]));
}

test("the environment wins over the file, which fills in what is unset or blank", () => {
  expect(load({ PORT: "1", APP_NAME: "" }, "PORT=2\nAPP_NAME=Two\nSMTP_URL=\nMAIL_FROM='a@b.c'\n")).toEqual({
    PORT: "1",
    APP_NAME: "Two",
    MAIL_FROM: "a@b.c",
  });
});

test.each([...VARIABLES])("%s is removed when it is blank", (name) => {
  expect(load({ [name]: " \t" })).toEqual({});
});

test("nothing but the variables of the console is taken from the file, so that no build depends on it", () => {
  load({}, "NEXT_PUBLIC_OF_FILE=1\nNODE_OF_FILE=1\nPG_OF_FILE=1\n");
  expect(Object.keys(process.env).filter((name) => name.endsWith("_OF_FILE"))).toEqual([]);
});
