import { addKey } from "@/lib/keys/add-key";
import { rotateKeys } from "@/lib/keys/rotate-keys";
import type { Rotation } from "@/lib/keys/types";
import { addEncryptionKey } from "@/lib/platform/config/secrets";
import type { SealedKind } from "@/lib/platform/crypto/sealed-table";
import { dataDirOf, usesEmbeddedDatabase } from "@/scripts/startup/environment";
import { sayAside } from "@/scripts/startup/say";
import { type Answer, type Context, refuse, type Verb } from "./verb";

const KINDS: Record<SealedKind, string> = {
  "totp-secrets": "authenticator secrets",
  "pending-totp-secrets": "secrets of enrolments under way",
  mails: "waiting mails",
};

export const rotateKeysVerb: Verb = (program, run) => {
  program
    .command("rotate-keys")
    .description("encrypt all secrets and waiting mails anew with the first key of ENCRYPTION_KEYS, while the server runs")
    .option("--new-key", "on the embedded database: make a new first key, and encrypt nothing yet")
    .option("--json", "print one JSON object")
    .action((options: { newKey?: boolean; json?: boolean }) => {
      if (!options.newKey) return run(options, rotate);
      expectKeysOfOurOwn();
      return run(options, makeKey);
    });
};

async function rotate({ deps }: Context): Promise<Answer> {
  const rotated = await rotateKeys(deps, { onProgress: (kind, count) => sayAside(`${count} ${KINDS[kind]} encrypted anew …`) });
  if (!rotated.ok) {
    const { keyId } = rotated.problem;
    refuse(`A running server does not know the key "${keyId}" yet: restart it first (one that was killed counts for a minute)`);
  }
  const { unopened } = rotated.value;
  for (const { kind, owner, keyId } of unopened) sayAside(`Cannot be opened with the key "${keyId}": ${owner}, ${KINDS[kind]}`);
  return { text: summary(rotated.value), json: rotated.value, exitCode: unopened.length > 0 ? 1 : 0 };
}

function summary({ keyId, resealed, unopened, unusedKeyIds }: Rotation): string {
  const counts = Object.entries(KINDS).map(([kind, name]) => `${resealed[kind as SealedKind]} ${name}`);
  return [
    `Encrypted anew with the key "${keyId}": ${counts.join(", ")}`,
    ...(unopened.length > 0 ? [`Could not be opened, and are as they were: ${unopened.length}`] : []),
    `Keys that nothing is encrypted with any more: ${unusedKeyIds.length > 0 ? unusedKeyIds.join(", ") : "none"}`,
  ].join("\n");
}

/** Only what we have generated ourselves is ours to change. */
function expectKeysOfOurOwn(): void {
  if (!usesEmbeddedDatabase(process.env) || process.env.ENCRYPTION_KEYS) {
    refuse("ENCRYPTION_KEYS is set: put the new key in front of it yourself (docs/operations/keys.md)");
  }
}

/** The server that runs knows nothing of the key, so nothing is encrypted with it before a restart. */
async function makeKey({ deps, borrowed }: Context): Promise<Answer> {
  const keyId = await addKey(deps, () => addEncryptionKey(dataDirOf(process.env), deps.random));
  const next = `${borrowed ? "restart the server, then" : "now"} run: npm run admin -- rotate-keys`;
  return { text: `The key "${keyId}" is the first one in secrets.json: ${next}`, json: { keyId, restartNeeded: borrowed } };
}
