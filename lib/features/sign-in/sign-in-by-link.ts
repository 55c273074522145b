import { completeSetup, setPassword } from "@/lib/features/account/one-time-links";
import type { SetPasswordProblem, SetupProblem } from "@/lib/features/account/types";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result } from "@/lib/platform/result";
import type { SignInStart, Visitor } from "./attempt";
import { beginSignInByLink } from "./sign-in";

type PasswordInput = Visitor & { token: string; password: string };

/**
 * Consumes the link, sets the password and, if it is the first one of the account, begins the sign-in of its user. Null: the password is
 * set, and the user signs in with it.
 */
export async function setPasswordAndSignIn(
  deps: Deps,
  { token, password, ...visitor }: PasswordInput,
): Promise<Result<SignInStart | null, SetPasswordProblem>> {
  const set = await setPassword(deps, { token, password, client: visitor.client });
  if (!set.ok) return set;
  return ok(set.value.isFirst ? await beginSignInByLink(deps, set.value, visitor) : null);
}

type SetupInput = PasswordInput & { username: string; email: string | null };

/** The same for the link of the first administrator, who is created with it. */
export async function completeSetupAndSignIn(
  deps: Deps,
  { token, username, password, email, ...visitor }: SetupInput,
): Promise<Result<SignInStart | null, SetupProblem>> {
  const created = await completeSetup(deps, { token, username, password, email, client: visitor.client });
  return created.ok ? ok(await beginSignInByLink(deps, created.value, visitor)) : created;
}
