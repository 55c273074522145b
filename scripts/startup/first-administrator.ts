import { createFirstAdministrator, hasAccounts } from "@/lib/features/account/create-user";
import { issueSetupLink } from "@/lib/features/account/one-time-links";
import { usernameSchema } from "@/lib/features/account/schema";
import { findWeakness } from "@/lib/features/passwords/find-weakness";
import { type Config, ConfigError } from "@/lib/platform/config/config";
import { type Environment, setVariables } from "@/lib/platform/config/environment-variable";
import { findCluster } from "@/lib/platform/db/embedded/placement";
import type { Deps } from "@/lib/platform/deps";
import { SETUP_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { passwordFormProblem, passwordProblem, USERNAME_RULE } from "../admin/account-problems";
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
 * Sees to it that a database without accounts gets an administrator; the lines to show once the console answers. The two
 * variables are judged only where they make one: rules that have become stricter stop no console that has its accounts.
 */
export async function prepareFirstAdministrator(deps: Deps, variables: AdministratorVariables | null): Promise<string | null> {
  if (await hasAccounts(deps)) return null;
  if (variables) {
    const administrator = await judge(deps, variables);
    const created = await createFirstAdministrator(deps, administrator);
    return created ? `Created the administrator "${administrator.username}"` : null;
  }
  const token = await issueSetupLink(deps);
  if (!token) return null;
  const minutes = SETUP_LINK_LIFETIME_SECONDS / 60;
  return `There is no account yet. Create the first administrator within ${minutes} minutes:\n  ${deps.config.appUrl}/setup?token=${token}`;
}

/** Before anything is made, where there is certainly no account yet. Throws ConfigError. */
export async function judgeOnFirstStart(config: Config, variables: AdministratorVariables | null): Promise<void> {
  if (!variables || !usesEmbeddedDatabase(process.env)) return;
  if (!(await findCluster(dataDirOf(process.env)))) await judge({ config }, variables);
}

async function judge(deps: Pick<Deps, "config">, { username, password }: AdministratorVariables): Promise<AdministratorVariables> {
  const name = usernameSchema.safeParse(username);
  if (!name.success) throw new ConfigError("ADMIN_USERNAME", USERNAME_RULE);
  const malformed = passwordFormProblem(password);
  if (malformed) throw new ConfigError("ADMIN_PASSWORD", malformed);
  const weakness = await findWeakness(deps, password, { username: name.data, email: null });
  if (weakness) throw new ConfigError("ADMIN_PASSWORD", passwordProblem(weakness));
  return { username: name.data, password };
}
