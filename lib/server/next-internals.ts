import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state.js";
import * as z from "zod/mini";

/**
 * Addresses that Next serves besides our pages: all whose first part begins with `_` (`/_next/image`, `/_next/data`,
 * the development server's), and its error pages. The image optimizer alone wrote a folder for each spelling of an
 * address, put untrusted text into the log, and requested pages of the console.
 */
const FRAMEWORK = /^\/(?:_|(?:404|500)(?:\/|$))/;
const STATIC = "/_next/static/";
/** Addresses that pages load from the development server, whose files are not known in advance. */
const DEVELOPMENT = /^\/_(next\/(?!image|data)|_nextjs_)/;
const DEEPEST_ENCODING = 5;

/** The files of the build that browsers load, by the path under which each is served. Maps of the sources are left out. */
export async function readStaticFiles(projectFolder: string): Promise<ReadonlySet<string>> {
  const folder = path.join(projectFolder, ".next", "static");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".map"))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
  return new Set(files.flatMap((file) => [`${STATIC}${file}`, `${STATIC}${file.split("/").map(encodeURIComponent).join("/")}`]));
}

/**
 * Whether the address is one of our pages, or a file of the build in its only spelling. Other spellings of framework
 * addresses (encoded, with other slashes, dots or capitals) are not served. `staticFiles` is null in development.
 */
export function isServed(url: string, staticFiles: ReadonlySet<string> | null): boolean {
  const given = url.split(/[?#]/, 1)[0] ?? "";
  if (!readingsOf(given).some((reading) => FRAMEWORK.test(reading))) return true;
  return staticFiles ? staticFiles.has(given) : DEVELOPMENT.test(given);
}

/** The path as the most lenient parsers read it: with `..` resolved, and without. */
function readingsOf(given: string): string[] {
  const parts = decodeFully(given).replaceAll("\\", "/").toLowerCase().split("/");
  const names = parts.map((part) => part.normalize("NFKC").replace(/[\p{C}\p{Z}]/gu, "")).filter((name) => name !== "" && name !== ".");
  const resolved: string[] = [];
  for (const name of names) {
    if (name === "..") resolved.pop();
    else resolved.push(name);
  }
  return [names, resolved].map((reading) => `/${reading.join("/")}`);
}

function decodeFully(text: string): string {
  let current = text;
  for (let depth = 0; depth < DEEPEST_ENCODING; depth++) {
    const decoded = decodeOnce(current);
    if (decoded === current) return current;
    current = decoded;
  }
  return current;
}

/** Keeps invalid escapes, so that they do not prevent decoding of the others. */
function decodeOnce(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    }
  });
}

const actionManifestSchema = z.object({ node: z.record(z.string(), z.object({ filename: z.string() })) });

/** `sign-in`: actions for anonymous users, most of which hash a password. `form`: all others. */
export type ActionKind = "sign-in" | "form";

/** Returns the kind of an action; null for a forged id, or one of an earlier build. */
export type KindOfAction = (id: string) => ActionKind | null;

export async function readKnownActions(projectFolder: string): Promise<KindOfAction> {
  const text = await readFile(path.join(projectFolder, ".next", "server", "server-reference-manifest.json"), "utf8");
  const files = new Map(Object.entries(actionManifestSchema.parse(JSON.parse(text)).node).map(([id, { filename }]) => [id, filename]));
  return (id) => {
    const file = files.get(id);
    return file === undefined ? null : actionKindOf(file);
  };
}

function actionKindOf(file: string): ActionKind {
  return file.startsWith("app/(auth)/") ? "sign-in" : "form";
}

/** The values that our forms send in React's encoding: plain text, the form itself (`$K`), and nothing else that begins with `$`. */
const KNOWN_STRING = /^(?!\$)|^\$\$|^\$undefined$|^\$K[0-9a-f]+$/;
const MAX_ARGUMENTS = 2;

/** Short and printable: this parser and Next's read other names differently. */
const fieldNameSchema = z.string().check(z.regex(/^[ -~]{0,200}$/));
const FETCH_FIELD = /^(0$|_[0-9a-f]+_)/;
const PAGE_FIELD = /^\$ACTION_(?:ID_(?<id>[0-9a-f]+)|REF_(?<ref>\w*)|KEY|\w*:[01])$/;

const BOUND_STRING = /^(?!\$)|^\$@1$/;
const boundActionSchema = z.object({ id: z.string(), bound: z.literal("$@1") });

type Call = { nextAction: string | undefined; contentType: string };
type Posted = Call & { body: Buffer };

/** Whether Next would look for a server action in the request; it reads no other body. */
export function mayBeServerAction({ nextAction, contentType }: Call): boolean {
  return nextAction !== undefined || contentType.startsWith("multipart/form-data");
}

/**
 * Returns the id of the server action that a form calls, with or without JavaScript; null for a request that no form of this
 * console sends. React's encoding can express far more than our forms use, and was exploited (CVE-2025-55182): other
 * values do not reach React.
 */
export async function parseServerActionId({ nextAction, contentType, body }: Posted): Promise<string | null> {
  if (nextAction !== undefined && contentType.startsWith("text/plain")) return areArguments(body.toString()) ? nextAction : null;
  if (!contentType.startsWith("multipart/form-data")) return null;
  const fields = await readFields(contentType, body);
  if (!fields) return null;
  if (nextAction === undefined) return actionOfPage(fields);
  const named = [...fields.keys()].every((name) => FETCH_FIELD.test(name));
  return named && areArguments(only(fields, "0")) ? nextAction : null;
}

/** A form posted without JavaScript names its action in a hidden field, by id or by reference with the last state. */
function actionOfPage(fields: URLSearchParams): string | null {
  const own = [...fields.keys()].filter((name) => name.startsWith("$ACTION_")).map((name) => PAGE_FIELD.exec(name));
  const calls = own.filter((match) => match === null || match.groups?.id !== undefined || match.groups?.ref !== undefined);
  const { id, ref } = (calls.length === 1 && calls[0]?.groups) || {};
  if (id !== undefined) return id;
  if (ref === undefined) return null;
  const bound = boundActionSchema.safeParse(parseJson(only(fields, `$ACTION_${ref}:0`), BOUND_STRING));
  return bound.success && areArguments(only(fields, `$ACTION_${ref}:1`)) ? bound.data.id : null;
}

/** Text fields with sound names: no form of ours has a file. */
async function readFields(contentType: string, body: Buffer): Promise<URLSearchParams | null> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
    const entries = [...form].map(([name, value]) => [fieldNameSchema.parse(name), z.string().parse(value)] as [string, string]);
    return new URLSearchParams(entries);
  } catch {
    return null;
  }
}

function only(fields: URLSearchParams, name: string): string {
  const values = fields.getAll(name);
  return values.length === 1 ? String(values[0]) : "";
}

function areArguments(text: string): boolean {
  const values = parseJson(text);
  return Array.isArray(values) && values.length <= MAX_ARGUMENTS;
}

/** Returns undefined for invalid JSON, for too deep nesting, and for strings other than `strings`. */
function parseJson(text: string, strings = KNOWN_STRING): unknown {
  try {
    return JSON.parse(text, (key, value) => {
      if (key === "__proto__" || (typeof value === "string" && !strings.test(value))) throw new SyntaxError("not ours");
      return value;
    });
  } catch {
    return undefined;
  }
}

/** Whether Next can parse the router state header. On a malformed one it answers 500 and logs a stack. */
export function isRouterState(header: string | string[] | undefined): boolean {
  try {
    parseAndValidateFlightRouterState(header);
    return true;
  } catch {
    return false;
  }
}

/**
 * Prevents a memory leak. An error retains its stack frames until its trace is read, and the trace of the error with which React
 * aborts a signal at the end of every page is never read. Each error retains its immediate, that one its neighbours, and these
 * their requests: while requests overlap none is freed and the heap grows with every page. Reading the trace frees them.
 */
export function patchAbortControllerLeak(): void {
  const { abort } = AbortController.prototype;
  AbortController.prototype.abort = function (this: AbortController, reason?: unknown) {
    abort.call(this, reason);
    void (this.signal.reason as Partial<Error> | null)?.stack;
  };
}
