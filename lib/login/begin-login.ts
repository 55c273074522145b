import { recordEvent } from "@/lib/audit/record";
import { chargeGuess, settleGuess } from "@/lib/guess-budget/charge";
import { hashBrowserToken } from "@/lib/known-browsers/find-browser";
import { verifyPassword } from "@/lib/passwords/hash";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Deps } from "@/lib/platform/deps";
import { randomToken } from "@/lib/platform/random";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { LOGIN_ATTEMPT_LIFETIME_SECONDS, LOGIN_ATTEMPT_TRIES, LOGIN_TICKET_LIFETIME_SECONDS } from "@/lib/policy";
import { identifierKey } from "@/lib/users/identifier-key";
import { factorsDueAfterPassword } from "./attempt";
import { sendLoginCode } from "./send-login-code";
import { type Account, findAccount, insertAttempt, type NewAttempt } from "./store";
import type { BeginProblem } from "./types";

/** `browserToken`: what the browser's long-lived cookie holds, if anything. */
type Input = {
  identifier: string;
  password: string;
  remember: boolean;
  returnTo: string | null;
  browserToken: string | undefined;
  client: ClientInfo;
};

/** `ticket` is set when no further factor is due, `mailId` when a code has been put into the outbox, to be sent now. */
export type BegunLogin = { attemptToken: string; ticket: string | null; mailId: string | null; returnTo: string | null };

/**
 * First step of every sign-in with a password. A right password makes a pending attempt, never a session. Unknown, disabled
 * and passwordless accounts get the answer of a wrong password after the same work, and names that nobody has are delayed
 * like those that somebody has.
 */
export async function beginLogin(deps: Deps, input: Input): Promise<Result<BegunLogin, BeginProblem>> {
  if (deps.hashing.isFull()) return refuse({ code: "busy" });
  const key = identifierKey(input.identifier);
  const account = await findAccount(deps.db, key, hashBrowserToken(deps, input.browserToken));
  const guessed = account ? { userId: account.id } : { unknownName: key };
  const guess = { secret: "password", guessed, browserId: account?.browserId ?? null, ip: input.client.ip } as const;
  const charged = await chargeGuess(deps, guess);
  if (!charged.ok) return charged;
  const matches = await verifyPassword(deps, account?.passwordHash ?? null, input.password);
  if (account && matches && !account.disabledAt) {
    await settleGuess(deps.db, charged.value);
    return ok(await openAttempt(deps, account, input));
  }
  await recordEvent(deps, deps.db, {
    type: "sign-in-refused",
    actorUserId: null,
    subjectUserId: account?.id ?? null,
    factor: "password",
    client: input.client,
  });
  return refuse({ code: "wrong-credentials" });
}

async function openAttempt(deps: Deps, account: Account, { remember, returnTo, client }: Input): Promise<BegunLogin> {
  const factorsDue = factorsDueAfterPassword(account);
  const attemptToken = randomToken(deps.random);
  const ticket = factorsDue.length === 0 ? randomToken(deps.random) : null;
  const createdAt = deps.clock.now();
  const attempt: NewAttempt = {
    tokenHash: deps.keyedHash("login-attempt", attemptToken),
    ticketHash: ticket && deps.keyedHash("ticket", ticket),
    userId: account.id,
    factorsPassed: ["password"],
    factorsDue,
    triesLeft: LOGIN_ATTEMPT_TRIES,
    remember,
    returnTo,
    ...client,
    createdAt,
    expiresAt: addSeconds(createdAt, ticket ? LOGIN_TICKET_LIFETIME_SECONDS : LOGIN_ATTEMPT_LIFETIME_SECONDS),
  };
  const begun = { attemptToken, ticket, returnTo };
  if (!factorsDue.includes("email_code")) {
    await insertAttempt(deps.db, attempt);
    return { ...begun, mailId: null };
  }
  return deps.db.$transaction(async (tx) => {
    const loginAttemptId = await insertAttempt(tx, attempt);
    const sent = await sendLoginCode(deps, tx, { user: account, loginAttemptId, client });
    return { ...begun, mailId: sent.ok ? sent.value.mailId : null };
  });
}
