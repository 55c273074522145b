import { constants } from "node:fs";
import { lchown, link, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { type Random, randomToken } from "@/lib/platform/crypto/keyed-hash";
import { OperatorError } from "@/lib/platform/operator-error";

const secretsSchema = z.object({ authSecret: z.string().min(32), encryptionKeys: z.string().min(1), databasePassword: z.string().min(1) });

/** The secrets that the data in the embedded database requires; losing them loses the data. */
export type Secrets = z.infer<typeof secretsSchema>;

const SECRETS_FILE = "secrets.json";
const SUPERUSER_FILE = "superuser-password";
const KEY_BYTES = 32;

export function generateSecrets(random: Random): Secrets {
  return {
    authSecret: randomToken(random),
    encryptionKeys: generateKey("k1", random),
    databasePassword: randomToken(random),
  };
}

/** The secrets in `dataDir`, or null if there are none. */
export async function readSecrets(dataDir: string): Promise<Secrets | null> {
  const file = path.join(dataDir, SECRETS_FILE);
  const text = await readIfThere(file);
  if (text === null) return null;
  const parsed = secretsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new OperatorError(`${file} is damaged: restore it from a backup of DATA_DIR`);
}

async function readIfThere(file: string): Promise<string | null> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw fileError(file, "read", error);
  });
}

/** Why a file of DATA_DIR cannot be read or written, in one line. */
export function fileError(file: string, verb: string, { code, message }: NodeJS.ErrnoException): OperatorError {
  const foreign = code === "EACCES" || code === "EPERM";
  const remedy = foreign ? "start as the user who owns DATA_DIR, or as root" : message;
  return new OperatorError(`${file} cannot be ${verb}${foreign ? ` by this user (${code})` : ""}: ${remedy}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Writes new secrets atomically (mode 0600). Of two concurrent calls both return the secrets of the first. */
export async function createSecrets(dataDir: string, random: Random): Promise<Secrets> {
  const secrets = generateSecrets(random);
  await writeOnce(path.join(dataDir, SECRETS_FILE), asText(secrets));
  return (await readSecrets(dataDir)) ?? secrets;
}

/**
 * The password of the embedded database's superuser, created if missing. In its own file: it is no part of the console's
 * configuration, and data folders of earlier versions get one without a change of their secrets.
 */
export async function superuserPassword(dataDir: string, random: Random): Promise<string> {
  const file = path.join(dataDir, SUPERUSER_FILE);
  const known = await readIfThere(file);
  if (known === null) await writeOnce(file, `${randomToken(random)}\n`);
  const password = (known ?? (await readIfThere(file)))?.trim();
  if (password) return password;
  throw new OperatorError(`${file} is damaged: restore it from a backup of DATA_DIR`);
}

/** Restores the secrets' modes after a copy that lost them. Returns the files that other users could read. */
export async function restrictSecrets(dataDir: string): Promise<string[]> {
  const opened: string[] = [];
  for (const name of [SECRETS_FILE, SUPERUSER_FILE]) {
    const file = await open(path.join(dataDir, name), constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null);
    if (!file) continue;
    try {
      if (((await file.stat()).mode & 0o077) === 0) continue;
      await file.chmod(0o600).then(() => opened.push(path.join(dataDir, name)));
    } catch (error) {
      throw new OperatorError(`${path.join(dataDir, name)} is open to other users: chmod 600 it (${(error as Error).message})`);
    } finally {
      await file.close();
    }
  }
  return opened;
}

/** Adds a new first key atomically. Returns its id. Concurrent callers are serialized. */
export async function addEncryptionKey(dataDir: string, random: Random): Promise<string> {
  const file = path.join(dataDir, SECRETS_FILE);
  const secrets = await readSecrets(dataDir);
  if (!secrets) throw new OperatorError(`${file} is missing: restore it from a backup`);
  const numbers = [...secrets.encryptionKeys.matchAll(/(?:^|,)\s*k(\d+):/g)].map(([, number]) => Number(number));
  const id = `k${Math.max(0, ...numbers) + 1}`;
  const text = asText({ ...secrets, encryptionKeys: `${generateKey(id, random)},${secrets.encryptionKeys}` });
  await rename(await writeBeside(file, text, await stat(file)), file);
  return id;
}

function generateKey(id: string, random: Random): string {
  return `${id}:${random.bytes(KEY_BYTES).toString("base64")}`;
}

function asText(secrets: Secrets): string {
  return `${JSON.stringify(secrets, null, 2)}\n`;
}

/** Writes `text` into a new file atomically; an existing file stays. */
async function writeOnce(file: string, text: string): Promise<void> {
  let unfinished = "";
  try {
    unfinished = await writeBeside(file, text, await stat(path.dirname(file)));
    await link(unfinished, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw fileError(file, "written", error as NodeJS.ErrnoException);
  } finally {
    if (unfinished) await rm(unfinished, { force: true });
  }
}

type Owner = { uid: number; gid: number };

/** Writes a temporary file for the owner only. Returns its name. Root may write it for another user. */
async function writeBeside(file: string, text: string, { uid, gid }: Owner): Promise<string> {
  const unfinished = `${file}.${process.pid}`;
  await rm(unfinished, { force: true });
  await writeFile(unfinished, text, { mode: 0o600, flag: "wx", flush: true });
  if (process.getuid?.() === 0) await lchown(unfinished, uid, gid);
  return unfinished;
}
