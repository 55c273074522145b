import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Image } from "./container-image";
import { waitFor } from "./wait-for";

type RunOptions = {
  env?: Record<string, string>;
  args?: string[];
  /** `uid:gid` instead of the image's. */
  user?: string;
  data: string;
  hosts: string;
};

export type Container = {
  output(): string;
  ended: Promise<number | null>;
  ready(): Promise<void>;
  /** Sends the image's stop signal to the first process, as an engine does. */
  stop(): void;
  /** Runs a program in it, as `exec` of an engine does: same user, files and variables. */
  exec(...command: string[]): { status: number | null; stdout: string; stderr: string };
};

/**
 * Runs an image with what compose.yaml allows it: a read-only root with /tmp in memory and a volume at /data, no capability,
 * no new privileges. The console is the first process. Networks are those of the host.
 */
export function runContainer(
  image: Image,
  { env = {}, args = image.config.Cmd, user = image.config.User, data, hosts }: RunOptions,
): Container {
  const { WorkingDir, Entrypoint, StopSignal } = image.config;
  const variables = [...image.config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
  const confined = ["env", "-i", `--chdir=${WorkingDir}`, ...variables, ...asUser(user)];
  const child = spawn(
    "unshare",
    [
      "--mount",
      "--pid",
      "--ipc",
      "--fork",
      "--kill-child",
      "--propagation=private",
      "sh",
      "-c",
      SCRIPT,
      "sh",
      image.root,
      data,
      hosts,
      ...confined,
      ...Entrypoint,
      ...args,
    ],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const first = () => firstProcess(child);
  return {
    output: () => output,
    ended: new Promise((resolve) => child.once("close", resolve)),
    ready: () =>
      waitFor("the container's console to be ready", () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output}`);
        return output.includes("Latchkey is ready at");
      }),
    stop: () => void process.kill(first(), StopSignal as NodeJS.Signals),
    exec: (...command) => {
      const flags = ["--target", String(first()), "--mount", "--pid", "--ipc", "--root", "--wd"];
      return spawnSync("nsenter", [...flags, ...confined, ...command], { encoding: "utf8" });
    },
  };
}

const SCRIPT = `set -e
  root=$1; data=$2; hosts=$3; shift 3
  mount --bind "$root" /mnt; mount -o remount,bind,ro /mnt
  mount -t proc proc /mnt/proc; mount -t tmpfs -o nosuid,noexec,nodev tmpfs /mnt/tmp; chmod 1777 /mnt/tmp
  mount -t tmpfs -o mode=755 tmpfs /mnt/dev; mkdir -m 1777 /mnt/dev/shm; mount -t tmpfs -o mode=1777,size=64m tmpfs /mnt/dev/shm
  for name in null zero random urandom; do touch /mnt/dev/$name; mount --bind /dev/$name /mnt/dev/$name; done
  mount --bind "$data" /mnt/data; mount --bind "$hosts" /mnt/etc/hosts
  exec chroot /mnt "$@"`;

function asUser(user: string): string[] {
  const [uid, gid] = user.split(":");
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"];
}

/** `unshare` waits for it and forwards no signal. */
function firstProcess({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"));
}

/** A file for /etc/hosts, in which the other service of compose.yaml has its name. */
export function writeHosts(folder: string): string {
  const file = path.join(folder, "hosts");
  writeFileSync(file, "127.0.0.1 localhost database\n::1 localhost\n", { mode: 0o644 });
  return file;
}
