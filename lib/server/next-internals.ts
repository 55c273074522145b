/**
 * Everything undocumented in Next.js that the server relies on; in the browser: components/forms/browser-guards.ts. Where an update of
 * Next changes it, these tests fail: e2e/system/dev.test.ts (start), env-files.full.test.ts, https.test.ts W10 (own requests),
 * e2e/attack/inventory.test.ts W1 and W19 (actions, addresses), forms.test.ts W30 and routes.test.ts W27 (forms, parameters),
 * fuzz.test.ts W14 (router state), e2e/browser/portable/sign-in.spec.ts (Next's client).
 */

// Must be first: Next's modules read the AsyncLocalStorage that it sets once, on load. Without it `npm run dev` does not start.
import "next/dist/server/node-environment-baseline.js";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import path from "node:path";
import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state.js";
import * as z from "zod/mini";
import { randomToken, systemRandom } from "@/lib/platform/crypto/keyed-hash";
import { SENT_BY_SCRIPT_HEADER } from "@/lib/platform/http/client-address";
import { pathReadings } from "@/lib/platform/http/requested-address";

/**
 * Keeps Next from loading `.env` files, of which it reads more and replaces `$NAME` in values; it sets this variable itself after
 * loading them. `npm run dev` still reloads such a file when it changes.
 */
export const WITHOUT_ENV_FILES = { __NEXT_PROCESSED_ENV: "true" };

/** The program that builds, and the parts of the build that are read after the start. */
export const BUILD_PROGRAM = "node_modules/next/dist/bin/next";
export const BUILT_FILES = [".next/server", ".next/static"];

/** Next's start-up messages, which are not logged. */
export const STARTUP_MESSAGE = /^\W*Running next\.config\S* took \S+$/;

/** The server of Next, before it is prepared. `origin`: of its requests to itself; the default is the public address, which a proxy may serve. */
export async function createNextApp({ dev, port, origin }: { dev: boolean; port: number; origin: string }) {
  patchAbortControllerLeak();
  // With source maps enabled Next loads the maps of the whole build into memory: a third of the heap.
  if (!dev) process.setSourceMapsEnabled(false);
  const { default: next } = (await import("next")) as unknown as { default: typeof import("next").default };
  process.env.__NEXT_PRIVATE_ORIGIN = origin;
  // `quiet`: instrumentation.ts logs the errors of requests. `httpServer`: Next adds its upgrade listener (hot reload) to this
  // detached server, so the listener never sees a request that the request filter has not checked.
  return next({ dev, dir: process.cwd(), port, quiet: true, ...(!dev && { httpServer: createServer() }) });
}

/** Internal headers of Next: from outside they could choose routes or skip steps (Next.js CVE-2025-29927). */
const INTERNAL = /^(x-(middleware|action|invoke|matched|now|next|prerender|vercel)-|x-nextjs-data$|next-resume)/;

/** Drops a client's internal headers, and notes for pages and answers what only Next's client sends. */
export function sanitizeNextHeaders(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) if (INTERNAL.test(name)) delete headers[name];
  noteSender(headers);
}

function noteSender(headers: IncomingHttpHeaders): void {
  delete headers[SENT_BY_SCRIPT_HEADER];
  const sender = headers["next-action"] ? "action" : headers.rsc && "page";
  if (sender) headers[SENT_BY_SCRIPT_HEADER] = sender;
}

const OWN_REQUEST_HEADER = "x-latchkey-own-request";

/**
 * To finish an action that redirects, Next requests the page from the console itself, with all headers of the accepted request: with a
 * secret mark, by which it is known. `withoutPage`: an answer without a page makes Next's client load it as a new document.
 */
export function createOwnRequests() {
  const marks = { page: randomToken(systemRandom), withoutPage: randomToken(systemRandom) };
  return {
    mark(headers: IncomingHttpHeaders, kind: keyof typeof marks): void {
      headers[OWN_REQUEST_HEADER] = marks[kind];
    },
    /** The kind of a request of Next, else null. */
    recognize(headers: IncomingHttpHeaders): keyof typeof marks | null {
      const mark = headers[OWN_REQUEST_HEADER];
      if (mark === marks.withoutPage) return "withoutPage";
      if (mark !== marks.page) return null;
      noteSender(headers);
      return "page";
    },
  };
}

/**
 * Returns path and query as the browser shows them: without the additions of Next's client, and in ASCII for a header.
 * Everything else keeps its spelling: `+`, `%2F` and repeated parameters come back as they were.
 */
export function pathShown(url: string): string {
  const [path = "/", query] = url.split(/\?(.*)/s, 2);
  const parameters = (query ?? "").split("&").filter((each) => each !== "" && !/^_rsc(=|$)/.test(each));
  const address = parameters.length > 0 ? `${path}?${parameters.join("&")}` : path;
  return address.replace(/[^\x21-\x7e]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}

/**
 * Addresses that Next serves besides our pages: all whose first part begins with `_` (`/_next/image`, `/_next/data`, the development
 * server's), and its error pages. What the image optimizer did: docs/decisions/0034-what-next-js-serves-and-prints-is-restricted.md.
 */
const FRAMEWORK = /^\/(?:_|(?:404|500)(?:\/|$))/;
const STATIC = "/_next/static/";
/** Addresses that pages load from the development server, whose files are not known in advance. */
const DEVELOPMENT = /^\/_(next\/(?!image|data)|_nextjs_)/;

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
  if (!pathReadings(given).some((reading) => FRAMEWORK.test(reading))) return true;
  return staticFiles ? staticFiles.has(given) : DEVELOPMENT.test(given);
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
    if (file === undefined) return null;
    return file.startsWith("app/(auth)/") ? "sign-in" : "form";
  };
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

/** What a request says about the action that it calls. */
export function actionCallOf(headers: IncomingHttpHeaders): Call {
  return { nextAction: headers["next-action"]?.toString(), contentType: headers["content-type"] ?? "" };
}

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

/** Undefined for invalid JSON, for too deep nesting, and for strings other than `strings`. */
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

/** The answer to an action of an earlier build, by which Next's client knows that the page is outdated. */
export const UNKNOWN_ACTION_HEADERS = { "x-nextjs-action-not-found": "1" };

/** Whether Next can parse the router state in the headers. On a malformed one it answers 500 and logs a stack. */
export function hasValidRouterState(headers: IncomingHttpHeaders): boolean {
  try {
    parseAndValidateFlightRouterState(headers["next-router-state-tree"]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Prevents a memory leak. An error retains its stack frames until its trace is read, and the trace of the error with which React
 * aborts a signal at the end of every page is never read. Each error retains its immediate, that one its neighbors, and these
 * their requests: while requests overlap none is freed and the heap grows with every page. Reading the trace frees them.
 */
export function patchAbortControllerLeak(): void {
  const { abort } = AbortController.prototype;
  AbortController.prototype.abort = function (this: AbortController, reason?: unknown) {
    abort.call(this, reason);
    void (this.signal.reason as Partial<Error> | null)?.stack;
  };
}
