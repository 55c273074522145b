import { expect, test, vi } from "vitest";
import type { FormName, FormState } from "./form-state";
import { type Redirect, runAction } from "./run-action";

class RedirectError extends Error {}

vi.mock("next/navigation", () => ({
  redirect: (address: string) => {
    throw new RedirectError(address);
  },
}));
vi.mock("./request", () => ({ isSentByScript: async () => true, requestedPathOrHome: async () => "/" }));

async function settledBy(form: FormName | null, answer: FormState | Redirect): Promise<boolean> {
  const settle = vi.fn(async () => {});
  const guard = { identify: async () => ({ who: null, owner: "", settle }) };
  await runAction(new FormData(), { form, guard }, async () => answer).catch((error) => expect(error).toBeInstanceOf(RedirectError));
  return settle.mock.calls.length === 1;
}

test("a draft is settled once its form is answered, also by a redirect", async () => {
  expect(await settledBy("settings", {})).toBe(true);
  expect(await settledBy("settings", { formError: "refused" })).toBe(true);
  expect(await settledBy("settings", { redirectTo: "/admin/users" })).toBe(true);
});

test("a button without a form leaves the draft of a form alone", async () => {
  expect(await settledBy(null, { redirectTo: "/login" })).toBe(false);
});
