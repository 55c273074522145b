import { createWriteStream, existsSync, fstatSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ExportedTables, exportSql } from "@/lib/platform/db/export-sql";
import { appliedLine } from "@/lib/server/prepare-tables";
import { type Answer, fail, type Subcommand } from "./subcommand";

const STANDARD_OUTPUT = "-";

export const exportSqlCommand: Subcommand = (program, run) => {
  program
    .command("export-sql")
    .description("export the database as SQL, to move it to another PostgreSQL (docs/operations/embedded-database.md)")
    .argument("<file>", "a new file, which gets mode 0600; - is standard output (with npm run --silent)")
    .option("--json", "print one JSON object")
    .action(async (file: string, options: { json?: boolean }, command) => {
      if (file.trim() === "") command.error("error: the name of the file is empty");
      if (file !== STANDARD_OUTPUT) return exportToFile(path.resolve(file), (work) => run(options, work, { keepsRoot: true }));
      if (options.json) command.error("error: with - there is no --json: the export itself goes to standard output");
      await run(options, async ({ deps }) => {
        await write(deps.config.databaseUrl, standardOutput(), "standard output");
        return { text: "", json: {} };
      });
    });
};

type Work = Parameters<Parameters<Subcommand>[1]>[1];

/** The file gets its name when it is complete, and is removed on failure. */
async function exportToFile(file: string, run: (work: Work) => Promise<void>): Promise<void> {
  const unfinished = `${file}.${process.pid}.unfinished`;
  assertNewFile(file);
  try {
    await run(async ({ deps, database }): Promise<Answer> => {
      const output = createWriteStream(unfinished, { flags: "wx", mode: 0o600, flush: true });
      const tables = await write(deps.config.databaseUrl, output, file);
      assertNewFile(file);
      await giveName(unfinished, file).catch((error: NodeJS.ErrnoException) => refuseOutput(file, error));
      return answerFor(file, database, tables);
    });
  } finally {
    await rm(unfinished, { force: true });
  }
}

function assertNewFile(file: string): void {
  if (existsSync(file)) fail(`${file} already exists: name a new file, or - for standard output`);
}

function answerFor(file: string, database: string, tables: ExportedTables): Answer {
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
  return {
    text:
      `Exported ${rows} rows in ${Object.keys(tables).length} tables of ${database} to ${file} (mode 0600).\n` +
      "Protect it like the database. It does not contain AUTH_SECRET and ENCRYPTION_KEYS, which a server on it needs.",
    json: { file, rows, tables },
  };
}

/** Writes the export; `name` is for messages. Throws OperatorError when the output cannot be written. */
async function write(databaseUrl: string, output: NodeJS.WritableStream, name: string): Promise<ExportedTables> {
  let tables: ExportedTables = {};
  let failure: unknown;
  // A failure of the output is thrown into this generator at `yield`, depending on the version of Node.js.
  const chunks = async function* () {
    const source = exportSql(databaseUrl, process.cwd());
    const read = () =>
      source.next().catch((error: unknown) => {
        failure = error;
        throw error;
      });
    try {
      let chunk = await read();
      for (; !chunk.done; chunk = await read()) yield chunk.value;
      tables = chunk.value;
    } finally {
      await source.return({});
    }
  };
  await pipeline(Readable.from(chunks(), { objectMode: false }), output).catch((error: NodeJS.ErrnoException) => {
    if (failure) throw failure;
    refuseOutput(name, error);
  });
  return tables;
}

/** Writes to the file descriptor: the process's stream reports a partial write to a full disk as complete. */
function standardOutput(): NodeJS.WritableStream {
  return fstatSync(1).isFile() ? createWriteStream("", { fd: 1, autoClose: false }) : process.stdout;
}

/** Syncs the folder as well, so that the new name survives a crash. */
async function giveName(unfinished: string, file: string): Promise<void> {
  await rename(unfinished, file);
  const folder = await open(path.dirname(file));
  await folder.sync().finally(() => folder.close());
}

function refuseOutput(name: string, { code, message }: NodeJS.ErrnoException): never {
  return fail(`The export cannot be written to ${name} (${code ?? message})`);
}

export const migrateCommand: Subcommand = (program, run) => {
  program
    .command("migrate")
    .description("update the tables as the user of DATABASE_URL, if the user of the server may not (docs/operations/database.md)")
    .option("--json", "print one JSON object")
    .action((options) =>
      run(options, async ({ database, applied }) => ({ text: appliedLine(applied, database), json: { upToDate: true, applied } }), {
        anySecret: true,
        migrates: true,
      }),
    );
};
