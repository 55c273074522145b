import { fstatSync, writeFileSync } from "node:fs";
import { OperatorError } from "@/lib/platform/operator-error";

/**
 * Without this, output that is no longer read would end the process in the middle of its work, with a stack. What cannot
 * be written for another reason, such as a full disk, makes the exit code 1.
 */
export function tolerateClosedOutput(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code !== "EPIPE") process.exitCode = 1;
  });
}

/**
 * Writes `text` to standard output. A reader that has gone (`| head`) is no error. Throws OperatorError when the text cannot
 * be written for another reason, such as a full disk.
 */
export async function printAnswer(text: string): Promise<void> {
  const error = await write(text).catch((thrown: NodeJS.ErrnoException) => thrown);
  if (!error || error.code === "EPIPE") return;
  throw new OperatorError(
    `The command has done its work, but its answer cannot be written to standard output (${error.code ?? error.message})`,
  );
}

/** To a file, all of it: the stream takes a part for the whole where a disk becomes full. */
async function write(text: string): Promise<NodeJS.ErrnoException | null | undefined> {
  if (fstatSync(1).isFile()) return void writeFileSync(1, text);
  return new Promise((resolve) => process.stdout.write(text, resolve));
}
