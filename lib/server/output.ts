import { format, stripVTControlCharacters } from "node:util";
import { log, printableLines } from "@/lib/platform/log";
import { createFoldedLog } from "@/lib/platform/security-event";

/** Output of libraries becomes log lines; requests that cause it must not fill the disk. */
const PRINTED_LINES_PER_MINUTE = 100;
const PRINTED_TEXT_MAX_LENGTH = 4_000;

/** Read before the output is captured (see `captureOutput`): these lines are the console's own. */
const [writeOut, writeErr] = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream)) as [Write, Write];
type Write = (text: string) => boolean;

/** Prints one line for the operator. */
export function printOut(line: string): void {
  writeOut(`${printableLines(line)}\n`);
}

/** The same on standard error, for commands whose standard output holds their result. */
export function printErr(line: string): void {
  writeErr(`${printableLines(line)}\n`);
}

type Level = "info" | "warn" | "error";

const CONSOLE = { log: "info", info: "info", debug: "info", trace: "warn", warn: "warn", error: "error" } as const;
const WINDOW_SECONDS = 60;

/**
 * Turns all output of Next and libraries, by `console` or straight to a stream, into log entries: one line, with all characters
 * escaped that could forge another line or control a terminal. Repeats are counted, `ignored` messages are dropped. Returns a function
 * that undoes it.
 */
export function captureOutput(ignored: RegExp): () => Promise<void> {
  const entries = createFoldedLog({
    windowSeconds: WINDOW_SECONDS,
    keysAtMost: PRINTED_LINES_PER_MINUTE,
    write: ({ level, printed, ...fields }) => log[(level as Level) ?? "warn"](fields, String(printed ?? "further lines were printed")),
  });
  const note = (level: Level, text: string) => {
    const printed = stripVTControlCharacters(text).trim().slice(0, PRINTED_TEXT_MAX_LENGTH);
    if (printed && !ignored.test(printed)) entries.note(`${level} ${printed}`, { level, printed });
  };
  const undo = [
    captureConsole(note),
    captureStream(process.stdout, "info", note),
    captureStream(process.stderr, "warn", note),
    captureWarnings(note),
  ];
  return async () => {
    entries.flush();
    for (const each of undo) each();
  };
}

type Note = (level: Level, text: string) => void;

function captureConsole(note: Note): () => void {
  const before = { ...console };
  for (const [name, level] of Object.entries(CONSOLE)) {
    console[name as keyof typeof CONSOLE] = (...args: unknown[]) => note(level, format(...args));
  }
  return () => void Object.assign(console, before);
}

function captureStream(stream: NodeJS.WriteStream, level: Level, note: Note): () => void {
  const { write } = stream;
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    note(level, typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
    const done = rest.find((each) => typeof each === "function") as (() => void) | undefined;
    if (done) queueMicrotask(done);
    return true;
  }) as typeof stream.write;
  return () => void Object.assign(stream, { write });
}

/** Node's own warnings go past both. */
function captureWarnings(note: Note): () => void {
  const before = process.listeners("warning");
  const listener = ({ name, message }: Error) => note("warn", `${name}: ${message}`);
  process.removeAllListeners("warning").on("warning", listener);
  return () => {
    process.off("warning", listener);
    for (const each of before) process.on("warning", each);
  };
}
