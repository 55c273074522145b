import { test } from "vitest";
import { fuzzCommandLine } from "@/e2e/support/fuzz-command-line";
import { addPerson, addProtectedPerson } from "@/lib/testing/people";
import { createTestDeps } from "@/lib/testing/test-deps";

test("W14: whatever an operator types is done, or is a mistake told in a line", async () => {
  const { deps } = await createTestDeps();
  await addProtectedPerson(deps, "ada");
  await addPerson(deps, "grace", { email: "grace@example.com", admin: true });
  await fuzzCommandLine(deps, ["ada", "ADA", "grace", "grace@example.com"], 100);
});
