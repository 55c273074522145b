import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";

/** Files of variables in the checkout; the first one that sets a variable wins. */
const FILES = [".env.local", ".env"];

/** Files that Next.js reads elsewhere and this console does not. */
const NOT_READ = ["production", "development", "test"].flatMap((mode) => [`.env.${mode}.local`, `.env.${mode}`]);

const LARGEST_FILE_BYTES = 1_000_000;

/** Variables whose values are secrets, or addresses that may hold a password. */
const SECRET = /SECRET|PASSWORD|TOKEN|KEYS?$|^(DATABASE|SMTP)_URL$/;

/** `values` holds only variables that are in `known`; `warnings` are lines about everything that was left out or is unsafe. */
type EnvFiles = { values: Record<string, string>; warnings: string[] };

/**
 * Reads `.env.local` and `.env` in `folder`. Throws OperatorError for a file that cannot be read and for a line that is no
 * `NAME=value`, or that programs that read such files understand differently.
 */
export function readEnvFiles(folder: string, known: ReadonlySet<string>): EnvFiles {
  const values: Record<string, string> = {};
  const warnings: string[] = [];
  for (const name of FILES) {
    const file = readIfThere(path.join(folder, name), name);
    if (!file) continue;
    const parsed = parseEnvFile(file.text, name);
    const unknown = Object.keys(parsed).filter((variable) => !known.has(variable));
    if (unknown.length > 0) warnings.push(`Warning: ${name} sets ${unknown.join(", ")}, which Latchkey does not read from it`);
    if (file.mode & 0o044 && Object.keys(parsed).some((variable) => SECRET.test(variable)))
      warnings.push(`Warning: other users of this machine can read the secrets in ${name}: chmod 600 ${name}`);
    for (const [variable, value] of Object.entries(parsed)) if (known.has(variable)) values[variable] ??= value;
  }
  const ignored = NOT_READ.filter((name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile());
  if (ignored.length > 0) warnings.push(`Warning: ${ignored.join(", ")} is not read: only ${FILES.join(" and ")} are`);
  return { values, warnings };
}

/** Null where there is no file of that name; a folder of that name may be a Python environment. */
function readIfThere(place: string, name: string): { text: string; mode: number } | null {
  try {
    const found = statSync(place, { throwIfNoEntry: false });
    if (!found || found.isDirectory()) return null;
    if (!found.isFile() || found.size > LARGEST_FILE_BYTES) throw new OperatorError(`${name} is no file of variables: remove it`);
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(place)), mode: found.mode };
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") throw new OperatorError(`${name} is not UTF-8 text: save it as UTF-8`);
    throw new OperatorError(`${name} cannot be read (${code ?? message}): let the user who starts the console read it, or remove it`);
  }
}

/** `NAME=value`, with `export` or without. */
const LINE = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/;

/**
 * The variables in the text of a file. A value is bare, to the end of the line or to ` #`, or in quotes. Nothing in it is
 * replaced: where other programs would (`$NAME`, `\n`), or would end the value early (`a#b`), single quotes are required.
 */
export function parseEnvFile(text: string, name: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, variable, written = ""] = LINE.exec(line) ?? [];
    if (variable === undefined) throw new OperatorError(`${name}, line ${index + 1}: is no NAME=value`);
    const value = readValue(written);
    if (value === null) throw new OperatorError(`${name}, line ${index + 1}: put the value of ${variable} on this line, in single quotes`);
    values[variable] = value;
  }
  return values;
}

const FORMS = [
  /^\s*'([^'\p{Cc}]*)'\s*(?:\s#.*)?$/u,
  /^\s*"([^"\\$`\p{Cc}]*)"\s*(?:\s#.*)?$/u,
  /^((?:\t|[^'"`\\$#\p{Cc}])*)(?:(?<=\s)#.*)?$/u,
];

/** Null: the value is not closed, or not the same to every program. */
function readValue(written: string): string | null {
  const [single, double, bare] = FORMS.map((form) => form.exec(written)?.[1]);
  return single ?? double ?? bare?.trim() ?? null;
}
