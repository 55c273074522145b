import { fstatSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { OperatorError } from "@/lib/platform/operator-error";
import { END_SIGNALS, type EndSignal, isSecondSignal, SIGNAL_EXIT_CODES } from "@/lib/platform/signals";

/**
 * Keeps a closed standard output (`| head`) from crashing the process in the middle of its work. Another write error, such as
 * a full disk, sets exit code 1.
 */
export function tolerateClosedOutput(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code !== "EPIPE") process.exitCode = 1;
  });
}

/**
 * Writes `text` to standard output. A closed reader (`| head`) is no error. Throws OperatorError when the text cannot
 * be written for another reason, such as a full disk.
 */
export async function printAnswer(text: string): Promise<void> {
  const error = await writeToStdout(text).catch((thrown: NodeJS.ErrnoException) => thrown);
  if (!error || error.code === "EPIPE") return;
  throw new OperatorError(`The command is complete, but its output cannot be written to standard output (${error.code ?? error.message})`);
}

/** Writes all of it to a file: the stream reports a partial write to a full disk as complete. */
async function writeToStdout(text: string): Promise<NodeJS.ErrnoException | null | undefined> {
  if (fstatSync(1).isFile()) return void writeFileSync(1, text);
  return new Promise((resolve) => process.stdout.write(text, resolve));
}

/** A signal has ended the command. */
export class Interrupted extends Error {
  readonly exitCode: number;
  constructor(signal: EndSignal) {
    super(signal);
    this.exitCode = SIGNAL_EXIT_CODES[signal];
  }
}

export type Interruption = {
  /** Aborted, with Interrupted as its reason, as soon as a signal arrives. */
  signal: AbortSignal;
  /** The outcome of `work`, or Interrupted, whichever comes first. */
  orInterrupted<T>(work: Promise<T>): Promise<T>;
};

/** Defers the first signal, so that started work can be stopped; a second one ends the process. */
export function onInterruption(): Interruption {
  const controller = new AbortController();
  let since: number | undefined;
  const interrupted = new Promise<never>((_, reject) =>
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason)),
  );
  interrupted.catch(() => {});
  for (const name of END_SIGNALS) {
    process.on(name, () => {
      if (since !== undefined && isSecondSignal(since)) process.exit(SIGNAL_EXIT_CODES[name]);
      since ??= performance.now();
      controller.abort(new Interrupted(name));
    });
  }
  return { signal: controller.signal, orInterrupted: (work) => Promise.race([work, interrupted]) };
}

/** Far more than any password. */
const LONGEST_INPUT_BYTES = 64 * 1024;

/** Reads the password from standard input, on a terminal with a prompt and without echo. Throws OperatorError. */
export async function readPassword(input: NodeJS.ReadStream = process.stdin): Promise<string> {
  return input.isTTY ? askForPassword(input) : passwordOf(await readAll(input));
}

/** The password in `bytes`, without one trailing line break, which programs that print a line add. */
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
    if (length > LONGEST_INPUT_BYTES) throw new OperatorError("The text on standard input is too long for a password");
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
