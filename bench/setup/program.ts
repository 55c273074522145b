import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { atEnd } from "./lifetime";

export type Server = { url: string; pid: number; end(): Promise<void> };
type Options = { cwd: string; env: Record<string, string>; url: string; readyPath: string; timeoutMs?: number };

/** Starts a server and waits until it answers; shows its output only when it fails. */
export async function startServer(file: string, args: string[], options: Options): Promise<Server> {
  const { DATABASE_URL: _, NODE_OPTIONS: __, ...inherited } = process.env;
  const env = { ...inherited, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1", ...options.env };
  const child = spawn(file, args, { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output = (output + chunk).slice(-4000)));
  const end = () => stop(child);
  atEnd(end);
  const deadline = performance.now() + (options.timeoutMs ?? 180_000);
  while (!(await fetch(`${options.url}${options.readyPath}`).catch(() => null))?.ok) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`${file} ${args.join(" ")} did not start:\n${output}`);
    await delay(50);
  }
  return { url: options.url, pid: child.pid ?? 0, end };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

/** Runs a program to its end. */
export async function runProgram(file: string, args: string[], cwd: string, env: Record<string, string> = {}): Promise<void> {
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output = (output + chunk).slice(-4000)));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} failed:\n${output}`);
}
