import { chown, link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { OperatorError } from "@/lib/platform/operator-error";
import { type Random, randomToken } from "@/lib/platform/random";

const secretsSchema = z.object({ authSecret: z.string().min(32), encryptionKeys: z.string().min(1), databasePassword: z.string().min(1) });

/** What the embedded database needs to be read again; worth as much as the database itself. */
export type Secrets = z.infer<typeof secretsSchema>;

const SECRETS_FILE = "secrets.json";
const KEY_BYTES = 32;

export function generateSecrets(random: Random): Secrets {
  return {
    authSecret: randomToken(random),
    encryptionKeys: generateKey("k1", random),
    databasePassword: randomToken(random),
  };
}

/** The secrets in `dataDir`, or null when there are none yet. */
export async function readSecrets(dataDir: string): Promise<Secrets | null> {
  const file = path.join(dataDir, SECRETS_FILE);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new OperatorError(`${file} cannot be read: ${error.message}`);
  });
  if (text === null) return null;
  const parsed = secretsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new OperatorError(`${file} is damaged: restore it from a backup of DATA_DIR`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Writes new secrets (mode 0600), whole or not at all. Of two that do so at once, both get those of the first. */
export async function createSecrets(dataDir: string, random: Random): Promise<Secrets> {
  const file = path.join(dataDir, SECRETS_FILE);
  const secrets = generateSecrets(random);
  const unfinished = await writeBeside(file, secrets);
  try {
    await link(unfinished, file);
    return secrets;
  } catch (error) {
    const first = await readSecrets(dataDir);
    if (first) return first;
    throw new OperatorError(`${file} cannot be written: ${(error as Error).message}`);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Puts a new key in front of the others, whole or not at all; its id. Callers take turns. */
export async function addEncryptionKey(dataDir: string, random: Random): Promise<string> {
  const file = path.join(dataDir, SECRETS_FILE);
  const secrets = await readSecrets(dataDir);
  if (!secrets) throw new OperatorError(`${file} is missing: restore it from a backup`);
  const numbers = [...secrets.encryptionKeys.matchAll(/(?:^|,)\s*k(\d+):/g)].map(([, number]) => Number(number));
  const id = `k${Math.max(0, ...numbers) + 1}`;
  const { uid, gid } = await stat(file);
  const unfinished = await writeBeside(file, { ...secrets, encryptionKeys: `${generateKey(id, random)},${secrets.encryptionKeys}` });
  // Root may do this for a server that runs as somebody else.
  await chown(unfinished, uid, gid);
  await rename(unfinished, file);
  return id;
}

function generateKey(id: string, random: Random): string {
  return `${id}:${random.bytes(KEY_BYTES).toString("base64")}`;
}

/** Writes the secrets for their owner only, under a name from which they can be moved into place; that name. */
async function writeBeside(file: string, secrets: Secrets): Promise<string> {
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
  return unfinished;
}
