import { recordRefusedSignIn } from "@/lib/audit/record-refused-sign-in";
import { chargeGuess, settleGuess } from "@/lib/guess-budget/charge";
import { hashBrowserToken } from "@/lib/known-browsers/find-browser";
import { isOutdatedHash, verifyPassword } from "@/lib/passwords/hash";
import { rehashOutdated } from "@/lib/passwords/rehash";
import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { randomToken } from "@/lib/platform/random";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { LOGIN_ATTEMPT_LIFETIME_SECONDS, LOGIN_ATTEMPT_TRIES } from "@/lib/policy";
import { identifierKey } from "@/lib/users/identifier-key";
import { factorsDueAfterPassword } from "./attempt";
import { AttemptOver, completeLogin } from "./complete-login";
import { sendLoginCode } from "./send-login-code";
import { type Account, findAccount, insertAttempt, type NewAttempt } from "./store";
import type { BeginProblem, BegunLogin, Visitor } from "./types";

type Input = Visitor & { identifier: string; password: string; remember: boolean; returnTo: string | null };

/**
 * First step of every sign-in with a password. A right password makes a pending attempt, and a session only where no
 * further factor is due. Unknown and passwordless accounts get the answer of a wrong password after the same work, and names that
 * no account has are delayed like others. A disabled account does so too; only after the right password it is named as disabled,
 * also with 2FA on: who asks has shown to know the password, and a disabled account gets no second step.
 */
export async function beginLogin(deps: Deps, input: Input): Promise<Result<BegunLogin, BeginProblem>> {
  const key = identifierKey(input.identifier);
  const account = await findAccount(deps.direct, key, hashBrowserToken(deps, input.browserToken));
  const guessed = account ? { userId: account.id } : { unknownName: key };
  const guess = { secret: "password", guessed, browserId: account?.browserId ?? null, ip: input.client.ip } as const;
  const charged = await chargeGuess(deps, guess);
  if (!charged.ok) return charged;
  const matches = await verifyPassword(deps, account?.passwordHash ?? null, input.password);
  const rightAccount = account && matches && !account.disabledAt ? account : null;
  if (rightAccount) {
    await settleGuess(deps.direct, charged.value);
    const begun = (await openAttempt(deps, rightAccount, input)) ?? (await openAfterRehash(deps, rightAccount, input));
    if (begun) {
      void rehashOutdated(deps, { userId: rightAccount.id, passwordHash: rightAccount.passwordHash ?? "", password: input.password });
      return ok(begun);
    }
  }
  await recordRefusedSignIn(deps, { subjectUserId: account?.id ?? null, client: input.client });
  if (matches && account?.disabledAt) return refuse({ code: "account-disabled", retryAt: charged.value.retryAt });
  return refuse({ code: "wrong-credentials", retryAt: rightAccount ? null : charged.value.retryAt });
}

/** Null for an account that has changed since it was read: the password is another, or is not enough any more. */
async function openAttempt(deps: Deps, account: Account, input: Input): Promise<BegunLogin | null> {
  const factorsDue = factorsDueAfterPassword(account);
  const attemptToken = randomToken(deps.random);
  const attempt = newAttempt(deps, { factorsDue, tokenHash: deps.keyedHash("login-attempt", attemptToken) }, input);
  if (factorsDue.includes("totp")) {
    const attemptId = await insertAttempt(deps.direct, account, attempt);
    return attemptId === null ? null : { status: "pending", attemptId, attemptToken, mailId: null };
  }
  return deps.db
    .$transaction(async (tx): Promise<BegunLogin | null> => {
      const attemptId = await insertAttempt(tx, account, attempt);
      if (!attemptId) return null;
      if (factorsDue.length === 0) {
        return { status: "complete", login: await completeLogin(deps, tx, { ...input, attemptId, passed: null }) };
      }
      const sent = await sendLoginCode(deps, tx, { user: account, loginAttemptId: attemptId, client: input.client });
      return { status: "pending", attemptId, attemptToken, mailId: sent.ok ? sent.value.mailId : null };
    })
    .catch((error: unknown) => {
      if (error instanceof AttemptOver) return null;
      throw error;
    });
}

/** A parallel sign-in may have hashed the same password with today's parameters since the account was read. */
async function openAfterRehash(deps: Deps, before: Account, input: Input): Promise<BegunLogin | null> {
  if (!isOutdatedHash(before.passwordHash ?? "")) return null;
  const account = await findAccount(deps.direct, identifierKey(input.identifier), hashBrowserToken(deps, input.browserToken));
  if (account?.id !== before.id || account.disabledAt || isOutdatedHash(account.passwordHash ?? "")) return null;
  return (await verifyPassword(deps, account.passwordHash, input.password)) ? openAttempt(deps, account, input) : null;
}

function newAttempt(deps: Deps, due: Pick<NewAttempt, "factorsDue" | "tokenHash">, input: Input): NewAttempt {
  const { remember, returnTo, client } = input;
  const createdAt = deps.clock.now();
  return {
    ...due,
    factorsPassed: ["password"],
    triesLeft: LOGIN_ATTEMPT_TRIES,
    remember,
    returnTo,
    ...client,
    createdAt,
    expiresAt: addSeconds(createdAt, LOGIN_ATTEMPT_LIFETIME_SECONDS),
  };
}
