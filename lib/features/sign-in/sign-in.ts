import { identifierKey } from "@/lib/features/account/identifier";
import type { LinkedPassword } from "@/lib/features/account/types";
import { recordRefusedSignIn } from "@/lib/features/audit/record";
import { type SendProblem, sendCode } from "@/lib/features/email-codes/email-codes";
import { hashBrowserToken } from "@/lib/features/known-browsers/known-browsers";
import { isOutdatedHash, rehashOutdated, verifyPassword } from "@/lib/features/passwords/hash";
import { readSession } from "@/lib/features/sessions/session";
import { consumeAttempt, refundAttempts } from "@/lib/features/throttle/throttle";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import { randomToken } from "@/lib/platform/crypto/keyed-hash";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { err, ok, type Result } from "@/lib/platform/result";
import { LOGIN_ATTEMPT_CODE_ATTEMPTS, LOGIN_ATTEMPT_LIFETIME_SECONDS } from "@/lib/policy";
import { attemptStatus, type BeginSignInProblem, factorsDueAfterPassword, type SignInStart, type Visitor } from "./attempt";
import { AttemptEnded, completeSignIn } from "./complete-sign-in";
import { type Account, findAccount, findAttempt, insertAttempt, type NewAttempt } from "./store";

type Opening = Visitor & { remember: boolean; returnTo: string | null };
type Input = Opening & { identifier: string; password: string };

/**
 * First step of every sign-in with a password. The right password creates a pending attempt, and a session only where no further factor
 * is due. Against enumeration, unknown, passwordless and disabled accounts get the answer to a wrong password after the same work, and
 * unknown names are throttled like others. A disabled account is named as disabled only after the right password, also with 2FA on: the
 * client has shown to know the password, and a disabled account gets no second step.
 */
export async function beginSignIn(deps: Deps, input: Input): Promise<Result<SignInStart, BeginSignInProblem>> {
  const key = identifierKey(input.identifier);
  const account = await findAccount(deps.db, key, hashBrowserToken(deps, input.browserToken));
  const target = account ? { userId: account.id } : { unknownName: key };
  const attempt = { secret: "password", target, browserId: account?.browserId ?? null, ip: input.client.ip } as const;
  const consumed = await consumeAttempt(deps, attempt);
  if (!consumed.ok) return consumed;
  const matches = await verifyPassword(deps, account?.passwordHash ?? null, input.password);
  const rightAccount = account && matches && !account.disabledAt ? account : null;
  if (rightAccount) {
    await refundAttempts(deps.db, consumed.value);
    const begun = (await openAttempt(deps, rightAccount, input)) ?? (await openAfterRehash(deps, rightAccount, input));
    if (begun) {
      void rehashOutdated(deps, { userId: rightAccount.id, passwordHash: rightAccount.passwordHash ?? "", password: input.password });
      return ok(begun);
    }
  }
  await recordRefusedSignIn(deps, { subjectUserId: account?.id ?? null, client: input.client });
  if (matches && account?.disabledAt) return err({ code: "account-disabled", retryAt: consumed.value.retryAt });
  return err({ code: "wrong-credentials", retryAt: rightAccount ? null : consumed.value.retryAt });
}

/**
 * The same for the user whose password a one-time link has just set, and who has it entered in this browser: every other factor is due.
 * Returns null, and the user signs in with the new password, when the account has changed since, or another user is signed in here: a
 * link never ends that session.
 */
export async function beginSignInByLink(
  deps: Deps,
  { username, passwordHash }: Omit<LinkedPassword, "isFirst">,
  visitor: Visitor,
): Promise<SignInStart | null> {
  const { browserToken, previousSessionToken } = visitor;
  const account = await findAccount(deps.db, identifierKey(username), hashBrowserToken(deps, browserToken));
  if (!account || account.disabledAt || account.passwordHash !== passwordHash) return null;
  const present = previousSessionToken ? await readSession(deps, previousSessionToken) : null;
  if (present && present.user.id !== account.id) return null;
  return openAttempt(deps, account, { ...visitor, remember: false, returnTo: null });
}

/** Returns null for an account that has changed since it was read: the password was changed, or is no longer enough. */
async function openAttempt(deps: Deps, account: Account, input: Opening): Promise<SignInStart | null> {
  const factorsDue = factorsDueAfterPassword(account);
  const attemptToken = randomToken(deps.random);
  const attempt = newAttempt(deps, { factorsDue, tokenHash: deps.keyedHash("login-attempt", attemptToken) }, input);
  if (factorsDue.includes("totp")) {
    const attemptId = await insertAttempt(deps.db, account, attempt);
    return attemptId === null ? null : { status: "pending", attemptId, attemptToken, mailId: null };
  }
  return deps.db
    .$transaction(async (tx): Promise<SignInStart | null> => {
      const attemptId = await insertAttempt(tx, account, attempt);
      if (!attemptId) return null;
      if (factorsDue.length === 0) {
        return { status: "complete", login: await completeSignIn(deps, tx, { ...input, attemptId, passed: null }) };
      }
      const sent = await sendSignInCode(deps, tx, { user: account, loginAttemptId: attemptId, client: input.client });
      return { status: "pending", attemptId, attemptToken, mailId: sent.ok ? sent.value.mailId : null };
    })
    .catch((error: unknown) => {
      if (error instanceof AttemptEnded) return null;
      throw error;
    });
}

/** A parallel sign-in may have hashed the same password with the current parameters since the account was read. */
async function openAfterRehash(deps: Deps, before: Account, input: Input): Promise<SignInStart | null> {
  if (!isOutdatedHash(before.passwordHash ?? "")) return null;
  const account = await findAccount(deps.db, identifierKey(input.identifier), hashBrowserToken(deps, input.browserToken));
  if (account?.id !== before.id || account.disabledAt || isOutdatedHash(account.passwordHash ?? "")) return null;
  return (await verifyPassword(deps, account.passwordHash, input.password)) ? openAttempt(deps, account, input) : null;
}

function newAttempt(deps: Deps, due: Pick<NewAttempt, "factorsDue" | "tokenHash">, input: Opening): NewAttempt {
  const { remember, returnTo, client } = input;
  const createdAt = deps.clock.now();
  return {
    ...due,
    factorsPassed: ["password"],
    attemptsLeft: LOGIN_ATTEMPT_CODE_ATTEMPTS,
    remember,
    returnTo,
    ...client,
    createdAt,
    expiresAt: addSeconds(createdAt, LOGIN_ATTEMPT_LIFETIME_SECONDS),
  };
}

type Addressee = { id: string; username: string; email: string | null };
type CodeInput = { user: Addressee; loginAttemptId: string; client: ClientInfo };

/** Queues a code for the pending sign-in, within the caller's transaction. */
async function sendSignInCode(
  deps: Deps,
  tx: Transaction,
  { user, loginAttemptId, client }: CodeInput,
): Promise<Result<{ mailId: string }, SendProblem>> {
  if (!user.email) throw new Error("email verification is due on an account without an address");
  return sendCode(deps, tx, { user, address: user.email, binding: { purpose: "login", loginAttemptId }, client });
}

type AgainInput = { attemptToken: string; client: ClientInfo };

/** `Send again`: one more code for the same pending sign-in; earlier ones stay valid. */
export async function sendSignInCodeAgain(
  deps: Deps,
  { attemptToken, client }: AgainInput,
): Promise<Result<{ mailId: string }, SendProblem | { code: "start-again" }>> {
  const attempt = await findAttempt(deps.db, deps.keyedHash("login-attempt", attemptToken));
  if (!attempt?.factorsDue.includes("email_code") || attemptStatus(attempt, deps.clock.now()) !== "pending")
    return err({ code: "start-again" });
  return deps.db.$transaction((tx) => sendSignInCode(deps, tx, { user: attempt.user, loginAttemptId: attempt.id, client }));
}
