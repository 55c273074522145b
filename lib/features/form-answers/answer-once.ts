import { setTimeout as delay } from "node:timers/promises";
import { addSeconds } from "@/lib/platform/clock";
import { decrypt, encrypt } from "@/lib/platform/crypto/encryption";
import type { Deps } from "@/lib/platform/deps";
import { CLEANUP_BATCH_SIZE, FORM_ANSWER_POLL_MS, FORM_ANSWER_RETENTION_SECONDS } from "@/lib/policy";
import { claimAnswer, deleteAnswer, deleteAnswersBefore, findAnswer, saveAnswer } from "./store";

const CONTEXT = { purpose: "form", part: "answer" } as const;

/**
 * Runs `answer` for the first of equal submissions and returns its result to the others. `submission` is everything that the browser
 * sent, with its cookies; the answer may hold tokens, so it is encrypted under a key derived from that alone.
 */
export async function answerOnce<T>(deps: Deps, submission: string, answer: () => Promise<T>): Promise<T> {
  const keyHash = deps.keyedHash("form-answer", submission);
  const keys = [{ id: "form", key: Buffer.from(deps.keyedHash("form-answer-key", submission), "base64url") }];
  for (;;) {
    const now = deps.clock.now();
    if (await claimAnswer(deps.db, keyHash, now, addSeconds(now, FORM_ANSWER_RETENTION_SECONDS))) break;
    const encrypted = await findAnswer(deps.db, keyHash, now);
    if (encrypted) return JSON.parse(decrypt(keys, CONTEXT, encrypted));
    await delay(FORM_ANSWER_POLL_MS);
  }
  try {
    const answered = await answer();
    await saveAnswer(deps.db, keyHash, encrypt(keys, deps.random, CONTEXT, JSON.stringify(answered)).encrypted);
    return answered;
  } catch (error) {
    await deleteAnswer(deps.db, keyHash);
    throw error;
  }
}

/** Deletes expired answers. */
export async function purgeAnswers(deps: Deps): Promise<void> {
  await deleteAnswersBefore(deps.db, deps.clock.now(), CLEANUP_BATCH_SIZE);
}
