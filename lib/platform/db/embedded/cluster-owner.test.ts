import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { repairCluster } from "./cluster-owner";

/** Creates and removes files in its folder until it is killed, as a running PostgreSQL does. */
const CHURN = `
  const { rmSync, writeFileSync } = require("node:fs");
  const files = Array.from({ length: 50 }, (_, index) => "file" + index);
  for (let round = 0; ; round++) {
    for (const file of files) writeFileSync(file, "");
    if (round === 0) process.stdout.write("started");
    for (const file of files) rmSync(file);
  }
`;

/** Also ends the process should the test not get to it. */
const TIMEOUT_MS = 30_000;

test(
  "files that vanish while their owners are checked are not taken for another user's",
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "latchkey-owner-"));
    await chmod(folder, 0o700);
    const user = process.getuid?.() === 0 ? { uid: 12_345, gid: 12_345 } : null;
    if (user) await chown(folder, user.uid, user.gid);
    const churn = spawn(process.execPath, ["-e", CHURN], {
      ...user,
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
      timeout: TIMEOUT_MS,
    });
    try {
      await once(churn.stdout, "data");
      for (let round = 0; round < 20; round++) await repairCluster(folder, user, (line) => expect.fail(line));
    } finally {
      churn.kill("SIGKILL");
      await once(churn, "exit");
      await rm(folder, { recursive: true });
    }
  },
  TIMEOUT_MS,
);
