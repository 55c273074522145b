import { spawn } from "node:child_process";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished, vi } from "vitest";
import { ensureServiceUser, isRoot } from "@/lib/platform/db/embedded/cluster-owner";
import { findOnPath } from "@/scripts/test/program";
import { freePort } from "./free-port";

/** The PgBouncer of this machine (Debian: the package pgbouncer), or null: then `npm test` skips its tests, and the full run installs it first. */
export const PGBOUNCER = findOnPath(["pgbouncer"]);

export type PgBouncer = {
  mode: "session" | "transaction" | "statement";
  /** Further lines of its configuration, `name = value`. */
  options?: string[];
};

/** Starts a PgBouncer with its defaults for the database of `databaseUrl`, until the end of the test. Returns the address through it. */
export async function startPgBouncer(databaseUrl: string, { mode, options = [] }: PgBouncer): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-pgbouncer-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const url = new URL(databaseUrl);
  const port = await freePort();
  const [name, user, password] = [url.pathname.slice(1), url.username, url.password].map(decodeURIComponent) as [string, string, string];
  const server = `host=${url.searchParams.get("host") ?? url.hostname} port=${url.port || 5432}`;
  const lines = [
    "[databases]",
    `${name} = ${server}`,
    "[pgbouncer]",
    `listen_addr = 127.0.0.1`,
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = scram-sha-256",
    `auth_file = ${folder}/users.txt`,
    `pool_mode = ${mode}`,
    ...options,
  ];
  const files = { "pgbouncer.ini": lines.join("\n"), "users.txt": `"${user}" "${password}"` };
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), `${text}\n`);
  // PgBouncer does not run as root.
  const owner = isRoot() ? ensureServiceUser() : null;
  for (const file of owner ? [folder, ...Object.keys(files).map((each) => path.join(folder, each))] : [])
    await chown(file, owner?.uid ?? 0, owner?.gid ?? 0);
  await chmod(folder, 0o700);
  const bouncer = spawn(findOnPath(["pgbouncer"]) ?? "pgbouncer", ["-q", path.join(folder, "pgbouncer.ini")], {
    ...owner,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  bouncer.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const ended = new Promise((resolve) => bouncer.once("close", resolve));
  onTestFinished(async () => {
    bouncer.kill("SIGKILL");
    await ended;
  });
  await vi.waitFor(
    () => {
      if (bouncer.exitCode !== null) throw new Error(`pgbouncer ended: ${output}`);
      return new Promise((resolve, reject) => {
        const socket = connect(port, "127.0.0.1", () => resolve(socket.destroy())).once("error", reject);
      });
    },
    { timeout: 10_000 },
  );
  return `postgresql://${url.username}:${url.password}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
}
