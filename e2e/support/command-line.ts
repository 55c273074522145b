import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { inject } from "vitest";
import { withoutConfiguration } from "@/lib/platform/config/config";

/** `npm run --silent admin -- …`, as an operator's script calls it. */
export async function admin(
  dataDir: string,
  args: string[],
  input = "",
  variables: Record<string, string> = {},
  checkout = inject("checkout"),
) {
  const child = spawn("npm", ["run", "--silent", "admin", "--", ...args], {
    cwd: checkout,
    env: { ...withoutConfiguration(process.env), DATA_DIR: dataDir, ...variables },
  });
  child.stdin.end(input);
  const code = new Promise((resolve) => child.once("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const errorLines = err.split("\n").filter((line) => line && !/^npm warn|Generat|Prisma|Creating/.test(line));
  return { code: await code, out, errorLines };
}
