import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createKeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Connection } from "@/lib/platform/db/connect";

export type Invited = { id: string; username: string; token: string; address: string };

/** A made-up user without a password, and the one-time link to set it. */
export async function addInvited({ db }: Connection, dataDir: string): Promise<Invited> {
  const { authSecret } = JSON.parse(await readFile(path.join(dataDir, "secrets.json"), "utf8"));
  const username = `person-${crypto.randomUUID().slice(0, 8)}`;
  const token = randomBytes(32).toString("base64url");
  const tokenHash = createKeyedHash(authSecret)("one-time-link", token);
  const createdAt = new Date();
  const { id } = await db.user.create({ data: { username, usernameKey: username, createdAt } });
  const expiresAt = new Date(createdAt.getTime() + 60 * 60 * 1000);
  await db.oneTimeLink.create({ data: { userId: id, tokenHash, purpose: "set_password", createdAt, expiresAt } });
  return { id, username, token, address: `/set-password?token=${token}` };
}
