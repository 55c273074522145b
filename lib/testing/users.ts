import { generateSync } from "otplib";
import pLimit from "p-limit";
import { hashPassword } from "@/lib/features/passwords/hash";
import { requireRecentVerification } from "@/lib/features/reverification/reverify";
import { type CurrentSession, readSession } from "@/lib/features/sessions/session";
import { beginSignIn } from "@/lib/features/sign-in/sign-in";
import { verifySecondFactor } from "@/lib/features/sign-in/verify-second-factor";
import { beginEnrolment, confirmEnrolment } from "@/lib/features/two-factor/enrolment";
import type { Deps } from "@/lib/platform/deps";
import { skeletonOf } from "@/lib/platform/text/unicode";
import { TOTP_PERIOD_SECONDS } from "@/lib/policy";

export const CLIENT = { ip: "192.0.2.7", userAgent: "test browser" };
export const PASSWORD = "correct horse battery";

/** One hash for every test user: hashing each password would only slow the tests down. */
const passwordHash = hashPassword({ hashing: pLimit(1) }, PASSWORD);

export type TestUser = { id: string; username: string };
export type TestUserWithTwoFactor = TestUser & { secret: string; backupCodes: string[]; session: CurrentSession };

export async function addUser(
  deps: Deps,
  username: string,
  data: { email?: string; admin?: boolean; disabledAt?: Date } = {},
): Promise<TestUser> {
  const { email, ...rest } = data;
  const row = await deps.db.user.create({
    data: {
      username,
      usernameKey: username.toLowerCase(),
      usernameSkeleton: skeletonOf(username),
      ...(email && { email, emailKey: email.toLowerCase() }),
      ...rest,
      passwordHash: await passwordHash,
      createdAt: deps.clock.now(),
    },
  });
  return { id: row.id, username };
}

/** The code of the user's authenticator app, `stepsOff` time steps from now. */
export function codeNow(deps: Deps, secret: string, stepsOff = 0): string {
  return generateSync({ secret, epoch: Math.floor(deps.clock.now().getTime() / 1000) + stepsOff * TOTP_PERIOD_SECONDS });
}

export function enterPassword(deps: Deps, user: TestUser, password = PASSWORD) {
  return beginSignIn(deps, {
    identifier: user.username,
    password,
    remember: false,
    returnTo: null,
    browserToken: undefined,
    client: CLIENT,
  });
}

/** Starts a sign-in of a user with a second factor. Returns its token. */
export async function startAttempt(deps: Deps, user: TestUser, password = PASSWORD): Promise<string> {
  const begun = unwrap(await enterPassword(deps, user, password));
  if (begun.status !== "pending") throw new Error("the password was all that was asked for");
  return begun.attemptToken;
}

export function enterCode(deps: Deps, attemptToken: string, code: string) {
  return verifySecondFactor(deps, { attemptToken, code, remember: false, browserToken: undefined, client: CLIENT });
}

/** Signs in, with `code` where 2FA is on. */
export async function signIn(deps: Deps, user: TestUser, code?: string): Promise<{ token: string; session: CurrentSession }> {
  const begun = unwrap(await enterPassword(deps, user));
  const { sessionToken } = begun.status === "complete" ? begun.login : unwrap(await enterCode(deps, begun.attemptToken, code ?? ""));
  const session = await readSession(deps, sessionToken);
  if (!session) throw new Error("the new session cannot be read");
  return { token: sessionToken, session };
}

/** Adds a user and enrols an authenticator through the use cases, with the code of the current step. */
export async function addUserWithTwoFactor(deps: Deps, username: string): Promise<TestUserWithTwoFactor> {
  const user = await addUser(deps, username);
  const { session } = await signIn(deps, user);
  const reverified = unwrap(await requireRecentVerification(deps, session));
  const { secret } = await beginEnrolment(deps, { session: reverified });
  const { backupCodes } = unwrap(
    await confirmEnrolment(deps, { session: reverified, code: codeNow(deps, secret), browserToken: undefined, client: CLIENT }),
  );
  return { ...user, secret, backupCodes, session };
}

/** Returns the value of a result; throws if it is a problem. */
export function unwrap<T>(result: { ok: true; value: T } | { ok: false; problem: unknown }): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.problem)}`);
  return result.value;
}
