/** One line for whoever watches the console start. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The same for the command line, whose standard output belongs to its answer. */
export function sayAside(line: string): void {
  process.stderr.write(`${line}\n`);
}
