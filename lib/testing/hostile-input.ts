import fc from "fast-check";

const HUGE = fc.integer({ min: 1, max: 70_000 }).map((length) => "x".repeat(length));
const SPECIAL = fc.constantFrom(
  "",
  "\0",
  "a\0b",
  "\ud800",
  "\udfff\ud800",
  "\u202e",
  "e\u0301",
  "$",
  "$$",
  "$1",
  "$K1",
  "$@1",
  "$F1",
  "__proto__",
  "constructor",
  "toString",
  "' OR 1=1 --",
  "%",
  "_",
  "\\",
  "%00",
  "%ff",
  "../../etc/passwd",
  "<script>",
  "{{7*7}}",
  "-1",
  "1e309",
  "NaN",
  "00000000-0000-0000-0000-000000000000",
  "on",
  "others",
  "123456",
  "send-reverification-code",
  "reset-2fa",
);

/** Text that a user may enter or paste, or a program may send. */
export const hostileText = fc.oneof(
  { weight: 4, arbitrary: SPECIAL },
  { weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 60 }) },
  { weight: 1, arbitrary: HUGE },
);

/** The fields of our forms. */
const FIELDS = [
  "identifier",
  "password",
  "remember",
  "next",
  "code",
  "token",
  "username",
  "email",
  "admin",
  "userId",
  "action",
  "device",
  "reverification",
  "intent",
  "newPassword",
  "currentPassword",
  "emailLoginVerification",
  "securityMails",
  "theme",
];

const fieldName = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...FIELDS) }, { weight: 1, arbitrary: hostileText });
const fields = fc.dictionary(fieldName, hostileText, { maxKeys: 8 });

/** A request of one of our forms, with other values in its fields. */
export const filledForm = fc.record({ fields, encoding: fc.constantFrom("fetch" as const, "page" as const) });

const reference = fc
  .tuple(fc.constantFrom(..."$@FQWKBTnDRXixrSA12:-u"), fc.string({ maxLength: 6 }))
  .map(([tag, rest]) => `$${tag}${rest}`);
const model = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(hostileText, reference, fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(hostileText, fc.constantFrom("__proto__", "then", "status")), tie("node"), { maxKeys: 4 }),
  ),
})).node;
const argumentsText = fc.oneof(
  { weight: 4, arbitrary: fc.array(model, { maxLength: 3 }).map((values) => JSON.stringify(values)) },
  { weight: 1, arbitrary: hostileText },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 30_000 }).map((depth) => "[".repeat(depth)) },
);
const partName = fc.oneof(
  fc.constantFrom("0", "1", "_1_code", "_1_", "$ACTION_REF_1", "$ACTION_1:0", "$ACTION_1:1", "$ACTION_KEY", "$ACTION_", "$ACTION_ID_"),
  hostileText,
);

const BOUNDARY = "boundary-of-tests";
const part = fc
  .tuple(
    partName,
    argumentsText,
    fc.constantFrom("", '; filename="a.txt"', "\r\nContent-Transfer-Encoding: base64", "\r\nContent-Type: text/x-component"),
  )
  .map(
    ([name, value, more]) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name.replace(/[\r\n"]/g, "_")}"${more}\r\n\r\n${value}\r\n`,
  );
const multipart = fc
  .tuple(fc.array(part, { maxLength: 5 }), fc.constantFrom(`--${BOUNDARY}--\r\n`, `--${BOUNDARY}--`, "", "--", "\r\n"))
  .map(([parts, end]) => parts.join("") + end);

const CONTENT_TYPES = [
  `multipart/form-data; boundary=${BOUNDARY}`,
  "multipart/form-data",
  "multipart/form-data; boundary=",
  "Multipart/Form-Data; boundary=other",
  "text/plain;charset=UTF-8",
  "application/x-www-form-urlencoded",
  "application/json",
  "text/x-component",
  "",
];

/** A call in React's encoding, well-formed or not, of a valid action, of none or of a malformed one. */
export const encodedCall = fc.record({
  action: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("right" as const, "none" as const) },
    { weight: 1, arbitrary: fc.record({ id: headerText(80) }) },
  ),
  contentType: fc.constantFrom(...CONTENT_TYPES),
  body: fc.oneof(multipart, argumentsText),
});

/** Characters that HTTP allows in a header. */
function headerText(maxLength: number) {
  const character = fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code === 0x7f ? 0x20 : code));
  return fc.string({ unit: character, maxLength });
}

const HEADERS = [
  "cookie",
  "user-agent",
  "accept",
  "accept-language",
  "accept-encoding",
  "referer",
  "origin",
  "host",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-real-ip",
  "rsc",
  "next-url",
  "next-router-state-tree",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "next-hmr-refresh",
  "next-resume",
  "x-middleware-subrequest",
  "x-middleware-rewrite",
  "x-middleware-override-headers",
  "x-nextjs-data",
  "x-action-forwarded",
  "x-prerender-revalidate",
  "if-none-match",
  "if-modified-since",
  "range",
  "purpose",
  "sec-fetch-site",
  "x-http-method-override",
  "traceparent",
];
const COOKIES = [
  "latchkey-session",
  "latchkey-attempt",
  "latchkey-browser",
  "latchkey-theme",
  "latchkey-form-note",
  "latchkey-form-draft",
  "__prerender_bypass",
  "NEXT_LOCALE",
  "a",
];
const cookies = fc
  .array(fc.tuple(fc.constantFrom(...COOKIES), headerText(60)), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("; "));

export const headers = fc
  .tuple(
    fc.dictionary(
      fc.constantFrom(...HEADERS),
      fc.oneof(
        headerText(60),
        headerText(4_000),
        fc.constantFrom("1", "/", "null", "%", encodeURIComponent('["",{"children":["a",{}]}]'), '["",{}]', "https"),
      ),
      { maxKeys: 5 },
    ),
    fc.option(cookies),
  )
  .map(([odd, cookie]): Record<string, string> => ({ ...odd, ...(cookie !== null && { cookie }) }));

const QUERY = [
  "q",
  "state",
  "sort",
  "after",
  "before",
  "page",
  "next",
  "token",
  "notice",
  "done",
  "told",
  "renew",
  "_rsc",
  "nxtPid",
  "__nextLocale",
];
/** As a browser encodes it in an address; half a surrogate has no encoding. */
function encoded(text: string, maxLength: number): string {
  return encodeURIComponent(Buffer.from(text.slice(0, maxLength)).toString());
}

const queryValue = fc.oneof(
  hostileText.map((text) => encoded(text, 3_000)),
  fc.constantFrom("%", "%ff", "%00", "%E0%A4%A", "a&a=b", "[]", "[a]=1"),
);
const query = fc
  .array(fc.tuple(fc.constantFrom(...QUERY), queryValue), { maxLength: 5 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("&"));
const segment = fc.oneof(
  hostileText.map((text) => encoded(text, 500)),
  fc.constantFrom(
    "..",
    ".",
    "%2e%2e",
    "%2f",
    "%5c",
    "%00",
    "%ff",
    "%",
    "a.rsc",
    ";",
    "@",
    "(.)settings",
    "[id]",
    "_next",
    "__nextjs",
    "%25",
  ),
);

/** An existing page with odd parameters and query, or an arbitrary path. */
export function address(routes: string[]) {
  const known = fc
    .tuple(fc.constantFrom(...routes), segment, segment)
    .map(([route, id, action]) => route.replace("[id]", id).replace("[action]", action));
  const odd = fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join("/")}`);
  const suffix = fc.constantFrom("", "", "", ".rsc", "/", "//", ".segments/_tree.segment.rsc", ".json", ".txt");
  return fc
    .tuple(fc.oneof({ weight: 4, arbitrary: known }, { weight: 1, arbitrary: odd }), suffix, query)
    .map(([path, end, query]) => `${path}${end}${query && "?"}${query}`);
}

export const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant("GET") },
  { weight: 1, arbitrary: fc.constantFrom("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "QUERY") },
);

/** FUZZ_SEED repeats a run: fast-check names the seed of one that fails. */
export function seedGiven(): { seed?: number } {
  const seed = process.env.FUZZ_SEED;
  return seed ? { seed: Number(seed) } : {};
}
