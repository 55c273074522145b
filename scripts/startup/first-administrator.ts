import { findWeakness } from "@/lib/passwords/find-weakness";
import { newPasswordSchema } from "@/lib/passwords/schema";
import { ConfigError } from "@/lib/platform/config/config";
import type { Deps } from "@/lib/platform/deps";
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH, SETUP_LINK_LIFETIME_SECONDS, USERNAME_MAX_LENGTH } from "@/lib/policy";
import { createFirstAdministrator } from "@/lib/users/create-first-administrator";
import { usernameSchema } from "@/lib/users/schema";
import { issueSetupLink } from "@/lib/users/setup-link";

export type AdministratorVariables = { username: string; password: string };

const WEAKNESSES = {
  "common-password": "is among the most common passwords: choose another one",
  "personal-password": "is too close to ADMIN_USERNAME or the name of the console: choose another one",
};

/** ADMIN_USERNAME and ADMIN_PASSWORD, or null when neither is set. Throws ConfigError. */
export function readAdministratorVariables(environment: Record<string, string | undefined>): AdministratorVariables | null {
  const { ADMIN_USERNAME, ADMIN_PASSWORD, APP_NAME = "" } = environment;
  if (!ADMIN_USERNAME && !ADMIN_PASSWORD) return null;
  if (!ADMIN_USERNAME) throw new ConfigError("ADMIN_USERNAME", "must be set together with ADMIN_PASSWORD");
  if (!ADMIN_PASSWORD) throw new ConfigError("ADMIN_PASSWORD", "must be set together with ADMIN_USERNAME");
  const username = usernameSchema.safeParse(ADMIN_USERNAME);
  if (!username.success) {
    throw new ConfigError("ADMIN_USERNAME", `must be 1 to ${USERNAME_MAX_LENGTH} letters, digits, dots, dashes or underscores`);
  }
  if (!newPasswordSchema.safeParse(ADMIN_PASSWORD).success) {
    throw new ConfigError("ADMIN_PASSWORD", `must have ${PASSWORD_MIN_LENGTH} to ${PASSWORD_MAX_LENGTH} characters`);
  }
  const weakness = findWeakness(ADMIN_PASSWORD, { username: username.data, email: null, appName: APP_NAME });
  if (weakness) throw new ConfigError("ADMIN_PASSWORD", WEAKNESSES[weakness.code]);
  return { username: username.data, password: ADMIN_PASSWORD };
}

/** Sees to it that a database without accounts gets an administrator; the lines to show once the console answers. */
export async function prepareFirstAdministrator(deps: Deps, administrator: AdministratorVariables | null): Promise<string | null> {
  if (administrator) {
    const created = await createFirstAdministrator(deps, administrator);
    return created ? `Created the administrator "${administrator.username}"` : null;
  }
  const token = await issueSetupLink(deps);
  if (!token) return null;
  const minutes = SETUP_LINK_LIFETIME_SECONDS / 60;
  return `There is no account yet. Create the first administrator within ${minutes} minutes:\n  ${deps.config.appUrl}/setup?token=${token}`;
}
