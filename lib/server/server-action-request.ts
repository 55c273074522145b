import * as z from "zod/mini";

/** What a form of ours sends in React's encoding: plain text, the form itself (`$K`), and nothing else that begins with `$`. */
const KNOWN_STRING = /^(?!\$)|^\$\$|^\$undefined$|^\$K[0-9a-f]+$/;
const MAX_ARGUMENTS = 2;

/** Short and printable, as the two parsers that read a post, this one and Next's, differ on all else. */
const fieldNameSchema = z.string().check(z.regex(/^[ -~]{0,200}$/));
const FETCH_FIELD = /^(0$|_[0-9a-f]+_)/;
const PAGE_FIELD = /^\$ACTION_(?:ID_(?<id>[0-9a-f]+)|REF_(?<ref>\w*)|KEY|\w*:[01])$/;

const BOUND_STRING = /^(?!\$)|^\$@1$/;
const boundActionSchema = z.object({ id: z.string(), bound: z.literal("$@1") });

type Call = { nextAction: string | undefined; contentType: string };
type Posted = Call & { body: Buffer };

/** Whether Next would look for a server action in the request: it reads the body of no other. */
export function maySeekAction({ nextAction, contentType }: Call): boolean {
  return nextAction !== undefined || contentType.startsWith("multipart/form-data");
}

/**
 * The id of the server action that a form calls, with or without JavaScript; null when no form of this console can have
 * written the request. React's encoding can say far more than our forms do, and was a way in (CVE-2025-55182): what they
 * never say does not reach it.
 */
export async function postedAction({ nextAction, contentType, body }: Posted): Promise<string | null> {
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

/** Undefined for what is no JSON, is nested too deeply to be read, or holds other strings than `strings`. */
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
