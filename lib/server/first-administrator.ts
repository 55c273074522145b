import { createFirstAdministrator, hasAccounts } from "@/lib/features/account/accounts";
import { issueSetupLink } from "@/lib/features/account/one-time-links";
import { usernameSchema } from "@/lib/features/account/schema";
import { findWeakness, type WeakPasswordProblem } from "@/lib/features/passwords/find-weakness";
import { newPasswordSchema } from "@/lib/features/passwords/schema";
import { type Config, ConfigError } from "@/lib/platform/config/config";
import { type Environment, setVariables } from "@/lib/platform/config/environment-variable";
import { findCluster } from "@/lib/platform/db/embedded/locate-cluster";
import type { Deps } from "@/lib/platform/deps";
import { PASSWORD_MAX_LENGTH, SETUP_LINK_LIFETIME_SECONDS, USERNAME_MAX_LENGTH } from "@/lib/policy";
import { dataDirOf, usesEmbeddedDatabase } from "./environment";

export type AdministratorVariables = { username: string; password: string };

/** ADMIN_USERNAME and ADMIN_PASSWORD, or null when neither is set. Throws ConfigError. */
export function readAdministratorVariables(environment: Environment): AdministratorVariables | null {
  const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = setVariables(environment);
  if (!username && !password) return null;
  if (!username) throw new ConfigError("ADMIN_USERNAME", "must be set together with ADMIN_PASSWORD");
  if (!password) throw new ConfigError("ADMIN_PASSWORD", "must be set together with ADMIN_USERNAME");
  return { username, password };
}

/**
 * Creates an administrator in a database without accounts. Returns the lines to show once the console answers. The two
 * variables are validated only then: stricter rules do not stop a console with accounts.
 */
export async function prepareFirstAdministrator(deps: Deps, variables: AdministratorVariables | null): Promise<string | null> {
  if (await hasAccounts(deps)) return null;
  if (variables) {
    const administrator = await assertAdministrator(deps, variables);
    const created = await createFirstAdministrator(deps, administrator);
    return created ? `Created the administrator "${administrator.username}"` : null;
  }
  const token = await issueSetupLink(deps);
  if (!token) return null;
  const minutes = SETUP_LINK_LIFETIME_SECONDS / 60;
  return `There is no account yet. Create the first administrator within ${minutes} minutes:\n  ${deps.config.appUrl}/setup?token=${token}`;
}

/** Validates them before anything is created, if there is certainly no account. Throws ConfigError. */
export async function assertAdministratorOnFirstStart(
  config: Config,
  environment: Environment,
  variables: AdministratorVariables | null,
): Promise<void> {
  if (!variables || !usesEmbeddedDatabase(environment)) return;
  if (!(await findCluster(dataDirOf(environment)))) await assertAdministrator({ config }, variables);
}

async function assertAdministrator(
  deps: Pick<Deps, "config">,
  { username, password }: AdministratorVariables,
): Promise<AdministratorVariables> {
  const name = usernameSchema.safeParse(username);
  if (!name.success) throw new ConfigError("ADMIN_USERNAME", USERNAME_RULE);
  const malformed = passwordFormProblem(password);
  if (malformed) throw new ConfigError("ADMIN_PASSWORD", malformed);
  const weakness = await findWeakness(deps, password, { username: name.data, email: null });
  if (weakness) throw new ConfigError("ADMIN_PASSWORD", passwordProblem(weakness));
  return { username: name.data, password };
}

/** The rule that a username breaks; ends a sentence that names the variable. */
export const USERNAME_RULE = `must be 1 to ${USERNAME_MAX_LENGTH} letters of one alphabet, digits, dots, dashes or underscores`;

const WEAKNESSES = {
  "common-password": "is well known, or made of well-known passwords: use four or more unrelated words",
  "personal-password": "is too similar to the username, the email address, the host or the name of the console: use other words",
  "repeated-password": "mostly repeats itself: use different words",
  "keyboard-password": "follows the keyboard, the alphabet or a sequence of numbers: use four or more unrelated words",
  "date-password": "is mostly a date: use four or more unrelated words",
  "simple-password": "is too easy to guess: add more words",
  "breached-password": "has appeared in a data breach: choose one that is not used anywhere else",
};

/** The rule that a password breaks; ends a sentence that names the variable. */
export function passwordProblem(problem: WeakPasswordProblem): string {
  return problem.code === "password-too-short" ? `must have at least ${problem.minimum} characters` : WEAKNESSES[problem.code];
}

/** The same for the only rule that needs no account; null: the password follows it. */
export function passwordFormProblem(password: string): string | null {
  if (/\p{Cc}/u.test(password)) return "must have no line breaks, tabs or other control characters";
  return newPasswordSchema.safeParse(password).success ? null : `must have 1 to ${PASSWORD_MAX_LENGTH} characters`;
}
