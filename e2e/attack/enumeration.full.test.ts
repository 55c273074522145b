import { expect, test } from "vitest";
import { PASSWORD_GUESSES } from "@/lib/policy";
import { addPerson, addProtectedPerson, enterPassword, PASSWORD } from "@/lib/testing/people";
import { createTestDeps } from "@/lib/testing/test-deps";

const TIMINGS = 300;
const KINDS = ["nobody", "protected", "disabled", "delayed", "delayed-nobody"] as const;

/**
 * How often a timing of one is shorter than one of the other (Mann-Whitney): 0.5 means that they cannot be told apart. It is
 * printed for people to judge: what a busy machine makes of it is no reason for a test to fail.
 */
function shorter(one: number[], other: number[]): number {
  const wins = one.map((a) => other.filter((b) => a < b).length + other.filter((b) => a === b).length / 2);
  return wins.reduce((sum, count) => sum + count, 0) / (one.length * other.length);
}

test("timings of unknown, wrong-password, disabled and delayed accounts, compared by rank", async () => {
  const { deps, clock } = await createTestDeps();
  await addProtectedPerson(deps, "protected");
  await addPerson(deps, "delayed");
  await addPerson(deps, "disabled", { disabledAt: clock.now() });
  const timings = Object.fromEntries(KINDS.map((kind) => [kind, [] as number[]]));
  const type = (username: string) => enterPassword(deps, { id: "", username }, username === "disabled" ? PASSWORD : "wrong");
  for (let round = 0; round < TIMINGS; round++) {
    await deps.db.guessBudget.deleteMany();
    for (const name of ["delayed", "delayed-nobody"]) for (let n = 0; n < PASSWORD_GUESSES.freeFailures; n++) await type(name);
    for (const kind of KINDS) {
      const start = performance.now();
      await type(kind);
      timings[kind]?.push(performance.now() - start);
    }
  }
  const pairs = [
    ["nobody", "protected"],
    ["nobody", "disabled"],
    ["protected", "disabled"],
    ["delayed-nobody", "delayed"],
  ] as const;
  for (const [one, other] of pairs) {
    const [a = [], b = []] = [timings[one], timings[other]];
    expect([a.length, b.length]).toEqual([TIMINGS, TIMINGS]);
    const medians = [a, b].map((list) => list.toSorted((x, y) => x - y)[TIMINGS / 2]?.toFixed(2));
    console.log(`${one} / ${other}: medians ${medians.join(" / ")} ms, shorter in ${(100 * shorter(a, b)).toFixed(1)} % of pairs`);
  }
});
