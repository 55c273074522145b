import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { freePort } from "@/lib/testing/free-port";
import { AUTH_SECRET, ENCRYPTION_KEYS } from "./constants";
import { BENCH, COMPARISON, ROOT } from "./folders";
import { runProgram, type Server, startServer } from "./program";

/** The arguments that `npm start` passes to node. */
export const AS_NPM_START = ["--max-semi-space-size=4", "scripts/launch.mjs", "start", "--no-env-files"];

/** Latchkey as `npm start` runs it. It trusts the clients' forwarded addresses, as behind a proxy. `more`: further variables. */
export async function startLatchkey(databaseUrl: string, more: Record<string, string> = {}): Promise<Server> {
  const port = String(await freePort());
  const url = `http://localhost:${port}`;
  const variables = { PORT: port, APP_URL: url, DATABASE_URL: databaseUrl, AUTH_SECRET, ENCRYPTION_KEYS, TRUSTED_PROXIES: "127.0.0.1,::1" };
  const env = { ...variables, ADMIN_USERNAME: "", ADMIN_PASSWORD: "", SMTP_URL: "", RESEND_API_KEY: "", ...more };
  return startServer(process.execPath, AS_NPM_START, { cwd: ROOT, env, url, readyPath: "/api/health/ready" });
}

const NEXT = path.join(BENCH, "node_modules/next/dist/bin/next");

/** Starts Better Auth and the bare pages, built when they have changed. */
export async function startComparison(databaseUrl: string): Promise<Server> {
  await buildComparison();
  const port = String(await freePort());
  const url = `http://localhost:${port}`;
  const env = { DATABASE_URL: databaseUrl, BETTER_AUTH_URL: url, BETTER_AUTH_SECRET: AUTH_SECRET };
  return startServer(process.execPath, [NEXT, "start", "-p", port], { cwd: COMPARISON, env, url, readyPath: "/api/floor" });
}

const SOURCES = [
  "auth.mjs",
  "next.config.mjs",
  "app/layout.jsx",
  "app/floor/page.jsx",
  "app/bare-action/page.jsx",
  "app/api/floor/route.js",
  "../package-lock.json",
];

async function buildComparison(): Promise<void> {
  const texts = await Promise.all(SOURCES.map((file) => readFile(path.join(COMPARISON, file), "utf8")));
  const sourcesHash = createHash("sha256").update(texts.join("\0")).digest("hex");
  const stamp = path.join(COMPARISON, ".next/made-from");
  if ((await readFile(stamp, "utf8").catch(() => "")) === sourcesHash) return;
  const env = {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    BETTER_AUTH_SECRET: AUTH_SECRET,
    DATABASE_URL: "postgresql://x@127.0.0.1/x",
  };
  await runProgram(process.execPath, [NEXT, "build"], COMPARISON, env);
  await writeFile(stamp, sourcesHash);
}
