import { printableLines } from "@/lib/platform/printable";

/** Taken before anything captures what is printed (see capture-output.ts): these lines are the console's own. */
const [writeOut, writeAside] = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream)) as [Write, Write];
type Write = (text: string) => boolean;

/** One line for whoever watches the console start. */
export function say(line: string): void {
  writeOut(`${printableLines(line)}\n`);
}

/** The same for the command line, whose standard output belongs to its answer. */
export function sayAside(line: string): void {
  writeAside(`${printableLines(line)}\n`);
}
