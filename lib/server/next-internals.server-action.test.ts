import fc from "fast-check";
import { expect, test } from "vitest";
import { mayBeServerAction, parseServerActionId } from "./next-internals";

/** Hundreds of cases on a busy machine. */
const SLOW_MACHINE_MS = 60_000;
const ID = "60".padEnd(42, "a");

async function posted(fields: [string, string | File][], nextAction?: string) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value as string);
  const encoded = new Response(form);
  const body = Buffer.from(await encoded.arrayBuffer());
  return parseServerActionId({ nextAction, contentType: encoded.headers.get("content-type") ?? "", body });
}

const text = (body: string) => parseServerActionId({ nextAction: ID, contentType: "text/plain;charset=UTF-8", body: Buffer.from(body) });

test("a form with JavaScript names its action in a header", async () => {
  expect(
    await posted(
      [
        ["_1_identifier", "ada"],
        ["_1_$ACTION_KEY", "k"],
        ["0", '[{"values":{"identifier":"$$5"}},"$K1"]'],
      ],
      ID,
    ),
  ).toBe(ID);
  expect(
    await posted(
      [
        ["_1_theme", "dark"],
        ["0", '["$K1"]'],
      ],
      ID,
    ),
  ).toBe(ID);
  expect(await text("[]")).toBe(ID);
});

test("a form without JavaScript names it in a hidden field", async () => {
  expect(
    await posted([
      [`$ACTION_ID_${ID}`, ""],
      ["theme", "dark"],
    ]),
  ).toBe(ID);
  const bound = JSON.stringify({ id: ID, bound: "$@1" });
  expect(
    await posted([
      ["$ACTION_REF_2", ""],
      ["$ACTION_2:0", bound],
      ["$ACTION_2:1", "[{}]"],
      ["$ACTION_KEY", "k"],
      ["code", "$1"],
    ]),
  ).toBe(ID);
});

test.each([
  ["a promise", '["$@1"]'],
  ["a path into another part", '[{"a":"$1:__proto__:constructor"},"$K1"]'],
  ["a blob", '["$B1"]'],
  ["a server function", '["$F1"]'],
  ["a map", '["$Q1"]'],
  ["a big number", '["$n1"]'],
  ["a prototype", '[{"__proto__":{}}]'],
  ["too many arguments", "[1,2,3]"],
  ["no arguments at all", "{}"],
  ["half a text", '["'],
  ["nothing", ""],
  ["thousands of brackets", "[".repeat(60_000) + "]".repeat(60_000)],
])("W4: %s does not reach React", async (_, body) => {
  expect(await text(body)).toBeNull();
  expect(await posted([["0", body]], ID)).toBeNull();
  const bound = JSON.stringify({ id: ID, bound: "$@1" });
  expect(
    await posted([
      ["$ACTION_REF_1", ""],
      ["$ACTION_1:0", bound],
      ["$ACTION_1:1", body],
    ]),
  ).toBeNull();
});

test.each<[string, [string, string | File][], string?]>([
  [
    "a file",
    [
      ["_1_code", new File(["x"], "x")],
      ["0", '["$K1"]'],
    ],
    ID,
  ],
  [
    "a part that no form has",
    [
      ["1", "[]"],
      ["0", '["$K1"]'],
    ],
    ID,
  ],
  [
    "a name that parsers differ on",
    [
      ["_1_\0", "x"],
      ["0", '["$K1"]'],
    ],
    ID,
  ],
  [
    "two lists of arguments",
    [
      ["0", '["$K1"]'],
      ["0", "[]"],
    ],
    ID,
  ],
  [
    "two actions",
    [
      [`$ACTION_ID_${ID}`, ""],
      [`$ACTION_ID_${ID}`, ""],
    ],
  ],
  [
    "an action by id and by reference",
    [
      [`$ACTION_ID_${ID}`, ""],
      ["$ACTION_REF_1", ""],
    ],
  ],
  ["a reference to nothing", [["$ACTION_REF_1", ""]]],
  [
    "other bound values",
    [
      ["$ACTION_REF_1", ""],
      ["$ACTION_1:0", JSON.stringify({ id: ID, bound: "$1:then" })],
      ["$ACTION_1:1", "[{}]"],
    ],
  ],
  [
    "a field of its own making",
    [
      [`$ACTION_ID_${ID}`, ""],
      ["$ACTION_1:7", "[]"],
    ],
  ],
  ["no action", [["code", "123456"]]],
])("W4: %s does not reach React", async (_, fields, nextAction) => {
  expect(await posted(fields, nextAction)).toBeNull();
});

test(
  "W4: whatever is sent is answered with an action or with null",
  async () => {
    const name = fc.oneof(fc.string(), fc.constantFrom("0", "_1_a", "$ACTION_REF_1", "$ACTION_1:0", "$ACTION_1:1", `$ACTION_ID_${ID}`));
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.constantFrom('["$K1"]', "[{}]"));
    const contentType = fc.oneof(fc.string(), fc.constantFrom("text/plain", "multipart/form-data", "multipart/form-data; boundary=x"));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(name, value), { maxLength: 6 }),
        fc.option(fc.string(), { nil: undefined }),
        async (fields, nextAction) => {
          expect([null, nextAction, ID]).toContainEqual(await posted(fields, nextAction));
        },
      ),
      { numRuns: 50 },
    );
    await fc.assert(
      fc.asyncProperty(
        contentType,
        fc.uint8Array({ maxLength: 500 }),
        fc.option(fc.string(), { nil: undefined }),
        async (type, body, nextAction) => {
          expect([null, nextAction]).toContainEqual(await parseServerActionId({ nextAction, contentType: type, body: Buffer.from(body) }));
        },
      ),
      { numRuns: 50 },
    );
  },
  SLOW_MACHINE_MS,
);

test("a post that Next does not treat as an action has no action", () => {
  expect(mayBeServerAction({ nextAction: undefined, contentType: "application/json" })).toBe(false);
  expect(mayBeServerAction({ nextAction: undefined, contentType: "multipart/form-data; boundary=x" })).toBe(true);
  expect(mayBeServerAction({ nextAction: "", contentType: "" })).toBe(true);
});
