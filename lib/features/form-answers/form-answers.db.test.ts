import { beforeEach, expect, test, vi } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { FORM_ANSWER_RETENTION_SECONDS } from "@/lib/policy";
import type { FakeClock } from "@/lib/testing/fake-clock";
import { createTestDeps } from "@/lib/testing/test-deps";
import { answerOnce, purgeAnswers } from "./answer-once";

const BURST = Array.from({ length: 50 });

let deps: Deps;
let clock: FakeClock;

beforeEach(async () => {
  ({ deps, clock } = await createTestDeps());
});

/** Answers that differ each time, so that a repeated one is detected. */
function counting() {
  const answer = vi.fn(async () => ({ location: `/${answer.mock.calls.length}`, cookies: ["a secret token"] }));
  return answer;
}

test("O1: of 50 parallel equal submissions one is carried out, and all get its answer", async () => {
  const answer = counting();
  const answers = await Promise.all(BURST.map(() => answerOnce(deps, "the same", answer)));
  expect(answer).toHaveBeenCalledTimes(1);
  expect(answers).toEqual(BURST.map(() => ({ location: "/1", cookies: ["a secret token"] })));
  expect(await answerOnce(deps, "the same", answer)).toMatchObject({ location: "/1" });
});

test.each(["the same, but another field", "the same, but another cookie", "THE SAME", "the same "])(
  "O2: %s is another submission",
  async (other) => {
    const answer = counting();
    await answerOnce(deps, "the same", answer);
    expect(await answerOnce(deps, other, answer)).toMatchObject({ location: "/2" });
  },
);

test("O2: an answer is repeated for 10 s, then the form is carried out again", async () => {
  const answer = counting();
  await answerOnce(deps, "the same", answer);
  clock.advance(FORM_ANSWER_RETENTION_SECONDS - 1);
  expect(await answerOnce(deps, "the same", answer)).toMatchObject({ location: "/1" });
  clock.advance(1);
  expect(await answerOnce(deps, "the same", answer)).toMatchObject({ location: "/2" });
});

test("O3: the stored answer reveals neither submission nor answer, and no key of the console decrypts it", async () => {
  await answerOnce(deps, "password=hunter2", counting());
  const [row] = await deps.db.formAnswer.findMany();
  expect(JSON.stringify(row)).not.toMatch(/hunter2|secret token/);
  expect(row?.encrypted?.split(".")[1]).toBe("form");
});

test("O4: a submission that failed is carried out again, and those that waited for it carry it out once", async () => {
  const answer = counting().mockRejectedValueOnce(new Error("the database is away"));
  const results = await Promise.allSettled(BURST.slice(0, 5).map(() => answerOnce(deps, "the same", answer)));
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(answer).toHaveBeenCalledTimes(2);
});

test("expired answers are deleted, others stay", async () => {
  await answerOnce(deps, "first", counting());
  clock.advance(FORM_ANSWER_RETENTION_SECONDS);
  await answerOnce(deps, "second", counting());
  await purgeAnswers(deps);
  expect(await deps.db.formAnswer.count()).toBe(1);
});
