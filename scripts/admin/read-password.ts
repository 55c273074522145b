import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { OperatorError } from "@/lib/platform/operator-error";
import { Interrupted } from "./interruption";

/** Far more than any password. */
const LONGEST_INPUT_BYTES = 64 * 1024;

/** The password on standard input, asked for without echo where that is a terminal. Throws OperatorError. */
export async function readPassword(input: NodeJS.ReadStream = process.stdin): Promise<string> {
  return input.isTTY ? askForPassword(input) : passwordOf(await readAll(input));
}

/** A password with all that stands in `bytes` but one line break at the end, which programs that print a line add. */
export function passwordOf(bytes: Buffer): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new OperatorError("The password on standard input is not UTF-8 text");
  }
  const password = text.replace(/\r?\n$/, "");
  if (password === "") throw new OperatorError("There is no password on standard input");
  if (/[\r\n]/.test(password)) throw new OperatorError("The password on standard input has more than one line");
  return password;
}

async function readAll(input: NodeJS.ReadStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_INPUT_BYTES) throw new OperatorError("There is far more on standard input than a password");
  }
  return Buffer.concat(chunks);
}

async function askForPassword(input: NodeJS.ReadStream): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input, output: silent, terminal: true });
  process.stderr.write("Password: ");
  try {
    const interrupted = new Promise<never>((_, reject) => {
      terminal.once("SIGINT", () => reject(new Interrupted("SIGINT")));
      terminal.once("close", () => reject(new OperatorError("There is no password on standard input")));
    });
    return passwordOf(Buffer.from(await Promise.race([terminal.question(""), interrupted])));
  } finally {
    process.stderr.write("\n");
    terminal.close();
  }
}
