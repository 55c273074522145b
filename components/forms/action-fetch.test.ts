import { expect, test } from "vitest";
import texts from "@/lib/i18n/messages/en.error.json";
import { refusalMessage } from "./action-fetch";

const PAGE = { "content-type": "text/html" };

test.each([
  [400, texts.refused[400]],
  [403, texts.refused[403]],
  [413, texts.refused[413]],
  [451, texts.refusedOtherwise.replace("{status}", "451")],
])("W23: a proxy's page with status %i is worded as the refusal that it is", (status, words) => {
  expect(refusalMessage(new Response("<h1>no</h1>", { status, headers: PAGE }))).toBe(words);
  expect(refusalMessage(new Response(null, { status }))).toBe(words);
  expect(words).not.toMatch(/in a moment/);
});

test.each<[string, number, Record<string, string>]>([
  ["the console's own words", 403, { "content-type": "text/plain" }],
  ["an answer of an action", 404, { "content-type": "text/x-component" }],
  ["an action of an earlier build", 404, { ...PAGE, "x-nextjs-action-not-found": "1" }],
  ["too many requests", 429, PAGE],
  ["an outage", 502, PAGE],
  ["another outage", 503, PAGE],
  ["an answer", 200, { "content-type": "text/x-component" }],
])("W23: %s stays as it is", (_, status, headers) => {
  expect(refusalMessage(new Response("", { status, headers }))).toBeNull();
});
