import { checkAuthSecret } from "@/lib/features/keys/auth-secret";
import type { JoinProblem } from "@/lib/features/keys/types";
import { ConfigError } from "@/lib/platform/config/config";
import type { Deps } from "@/lib/platform/deps";

/** Another AUTH_SECRET than before must stop whoever comes with it, not make everybody's sessions and codes worthless. */
export async function expectAuthSecret(deps: Deps): Promise<void> {
  if (!(await checkAuthSecret(deps))) throw authSecretChanged();
}

function authSecretChanged(): ConfigError {
  return new ConfigError(
    "AUTH_SECRET",
    "is not the one that this database was used with: set it back. Without it all sessions end, backup codes, pending sign-ins and " +
      "one-time links are void, and earlier audit entries cannot be checked; to accept that: npm run admin -- accept-auth-secret",
  );
}

/** One line for what keeps a server from starting, or going on. */
export function joinError(problem: JoinProblem): ConfigError {
  if (problem.code === "auth-secret-changed") return authSecretChanged();
  return new ConfigError("ENCRYPTION_KEYS", reasonOf(problem));
}

function reasonOf(problem: Exclude<JoinProblem, { code: "auth-secret-changed" }>): string {
  switch (problem.code) {
    case "keys-missing":
      return `lacks ${named(problem.keyIds)}, with which secrets or mails in the database are encrypted`;
    case "keys-wrong":
      return `has ${named(problem.keyIds)} with other bytes than those with which secrets or mails in the database are encrypted`;
    case "others-lack-key":
      return `begins with ${named([problem.keyId])}, which another running server does not have: put it last there and here, then first (docs/operations/keys.md)`;
    case "key-of-others-missing":
      return `lacks ${named([problem.keyId])}, with which another running server encrypts`;
  }
}

function named(keyIds: string[]): string {
  return `the key${keyIds.length === 1 ? "" : "s"} "${keyIds.join('", "')}"`;
}
