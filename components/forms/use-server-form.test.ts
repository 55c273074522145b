import { UnrecognizedActionError } from "next/dist/client/components/unrecognized-action-error.js";
import { expect, test } from "vitest";
import type { FormState } from "@/lib/http/form-state";
import texts from "@/lib/i18n/messages/en.error.json";
import standalone from "@/lib/i18n/messages/en.standalone.json";
import { preserveOnNetworkError } from "./use-server-form";

/** What the form shows after its action has thrown `error`. */
async function shown(error: unknown) {
  const data = new FormData();
  data.set("email", "ada@example.com");
  const state = await preserveOnNetworkError<FormState>(async () => Promise.reject(error))({}, data);
  expect(state).toMatchObject({ unanswered: true, values: { email: "ada@example.com" } });
  return state.formError;
}

test.each(["400", "403", "413"] as const)("W23: a rejection (%s) is shown with its own message, and not as an outage", async (status) => {
  expect(await shown(new Error(`${standalone.refused[status]}\n`))).toBe(standalone.refused[status]);
});

test("W23: an action of an earlier build is shown as an outdated page", async () => {
  expect(await shown(new UnrecognizedActionError("not found"))).toBe(texts.outdated);
});

test.each([
  ["no connection", new TypeError("Failed to fetch")],
  ["no answer in time", new DOMException("no answer to a server action", "TimeoutError")],
  ["an outage", new Error(standalone.unavailable.heading)],
  ["a proxy's page", new Error("An unexpected response was received from the server.")],
  ["an empty answer", new Error("")],
])("%s is shown as an outage", async (_, error) => {
  expect(await shown(error)).toBe(texts.kept);
});

test("an error that the server throws is passed on to Next", async () => {
  const redirect = Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;replace;/login;307;" });
  await expect(preserveOnNetworkError<FormState>(async () => Promise.reject(redirect))({}, new FormData())).rejects.toBe(redirect);
});
