import { acceptAuthSecret, addKey, type Rotation } from "@/lib/features/keys/check-keys";
import { rotateKeys } from "@/lib/features/keys/rotate-keys";
import type { EncryptedKind } from "@/lib/platform/crypto/encryption";
import { addEncryptionKey } from "@/lib/platform/db/embedded/secrets";
import { dataDirOf, usesEmbeddedDatabase } from "@/lib/server/environment";
import { printErr } from "@/lib/server/output";
import { type Answer, type Context, fail, type Subcommand } from "./subcommand";

const KINDS: Record<EncryptedKind, string> = {
  "totp-secrets": "authenticator secrets",
  "pending-totp-secrets": "secrets of enrolments under way",
  mails: "waiting mails",
};

export const rotateKeysCommand: Subcommand = (program, run) => {
  program
    .command("rotate-keys")
    .description("re-encrypt all secrets and queued emails with the first key of ENCRYPTION_KEYS, while the server runs")
    .option("--new-key", "on the embedded database: make a new first key, and encrypt nothing yet")
    .option("--json", "print one JSON object")
    .action((options: { newKey?: boolean; json?: boolean }) => {
      const generated = usesEmbeddedDatabase(process.env) && !process.env.ENCRYPTION_KEYS;
      if (!options.newKey) return run(options, (context) => rotate(context, generated));
      if (!generated) fail("ENCRYPTION_KEYS is set: put the new key in front of it yourself (docs/operations/keys.md)");
      return run(options, makeKey, { keepsRoot: true });
    });
};

/** `generated`: the keys are in secrets.json, so this command can add one. */
async function rotate({ deps }: Context, generated: boolean): Promise<Answer> {
  const rotated = await rotateKeys(deps, { onProgress: (kind, count) => printErr(`${count} ${KINDS[kind]} re-encrypted …`) });
  if (!rotated.ok) {
    const { keyId } = rotated.problem;
    fail(`A running server does not know the key "${keyId}" yet: restart it first (one that was killed counts for a minute)`);
  }
  const { unopened } = rotated.value;
  const onlyKey = deps.config.encryptionKeys.length === 1;
  for (const { kind, owner, keyId } of unopened) printErr(`Cannot be opened with the key "${keyId}": ${owner}, ${KINDS[kind]}`);
  return {
    text: [summary(rotated.value), ...(onlyKey ? [howToAddAKey(generated)] : [])].join("\n"),
    json: rotated.value,
    ...(unopened.length > 0 && { refusal: `Could not be opened, and are as they were: ${unopened.length}` }),
  };
}

function summary({ keyId, resealed, unusedKeyIds }: Rotation): string {
  const counts = Object.entries(KINDS).map(([kind, name]) => `${resealed[kind as EncryptedKind]} ${name}`);
  return [
    `Re-encrypted with the key "${keyId}": ${counts.join(", ")}`,
    `Keys that nothing is encrypted with any more: ${unusedKeyIds.length > 0 ? unusedKeyIds.join(", ") : "none"}`,
  ].join("\n");
}

function howToAddAKey(generated: boolean): string {
  const how = generated
    ? "npm run admin -- rotate-keys --new-key makes a new one"
    : "put a new one in front of it in ENCRYPTION_KEYS (docs/operations/keys.md); --new-key does that where the console keeps the keys";
  return `This is the only key, so there is nothing to rotate from: ${how}`;
}

/** The running server does not know the new key, so nothing is encrypted with it before a restart. */
async function makeKey({ deps, sharedWithServer }: Context): Promise<Answer> {
  const keyId = await addKey(deps, () => addEncryptionKey(dataDirOf(process.env), deps.random));
  const next = `${sharedWithServer ? "restart the server, then" : "now"} run: npm run admin -- rotate-keys`;
  return { text: `The key "${keyId}" is the first one in secrets.json: ${next}`, json: { keyId, restartNeeded: sharedWithServer } };
}

const VOID = "all sessions have ended, backup codes, pending sign-ins and one-time links are void, earlier audit entries cannot be checked";

export const acceptAuthSecretCommand: Subcommand = (program, run) => {
  program
    .command("accept-auth-secret")
    .description("continue with a changed AUTH_SECRET, whatever is lost with it; stop the server first")
    .option("--json", "print one JSON object")
    .action((options) =>
      run(
        options,
        async ({ deps, database }) => {
          const accepted = await acceptAuthSecret(deps);
          if (!accepted.ok)
            fail("A server is running with the previous AUTH_SECRET: stop it first (one that was killed counts for a minute)");
          const { changed } = accepted.value;
          const text = changed
            ? `AUTH_SECRET is accepted for ${database}: ${VOID}`
            : `AUTH_SECRET is the one that ${database} knows: nothing has changed`;
          return { text, json: { changed } };
        },
        { anySecret: true },
      ),
    );
};
