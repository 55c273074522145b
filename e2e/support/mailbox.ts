import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { v7 } from "uuid";
import { emailText } from "@/lib/features/notifications/emails/render-email";
import { decryptBody, encryptBody } from "@/lib/features/notifications/outbox";
import { readConfig } from "@/lib/platform/config/config";
import type { Connection } from "@/lib/platform/db/connect";

export type ReadMail = { to: string; subject: string; text: string };

/** Emails to `address` in the outbox of the server under test, newest first. */
export async function mailsTo({ db }: Connection, address: string): Promise<ReadMail[]> {
  const keys = await encryptionKeys();
  const rows = await db.mailMessage.findMany({ where: { toAddress: address }, orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
  return rows.map((row) => {
    const text = row.encryptedBody === null ? "" : emailText(decryptBody(keys, row, row.encryptedBody).content);
    return { to: row.toAddress, subject: row.subject, text };
  });
}

/** Those of them that contain a code: security emails may come between them at any moment. */
export async function codeMailsTo(database: Connection, address: string): Promise<ReadMail[]> {
  return (await mailsTo(database, address)).filter(({ text }) => CODE_LINE.test(text));
}

/** The last line of an email with a code, where the autofill of a phone finds it. */
const CODE_LINE = /(?:^|\n)@\S+ #(\d+)$/;

/** The code in an email. */
export function codeIn({ text }: ReadMail): string {
  const code = CODE_LINE.exec(text)?.[1];
  if (!code) throw new Error("the mail does not end with a code");
  return code;
}

/** The code in the newest email with one to `address`; throws where there is none. */
export async function emailedCode(database: Connection, address: string | null): Promise<string> {
  const [newest] = await codeMailsTo(database, address ?? "");
  if (!newest) throw new Error(`no email with a code to ${address}`);
  return codeIn(newest);
}

/** Puts an email with this text into the outbox, as if the server had written it. */
export async function putMail({ db }: Connection, { to, subject, text }: ReadMail): Promise<void> {
  const id = v7();
  const blocks = [{ kind: "paragraph" as const, text }];
  const body = {
    content: { subject, blocks, signature: "", autofill: null, locale: "en" as const },
    expiresAt: new Date(Date.now() + 3_600_000),
  };
  const { encrypted, keyId } = encryptBody(await encryptionKeys(), { id, toAddress: to }, body);
  const now = new Date();
  await db.mailMessage.create({
    data: { id, toAddress: to, kind: "test", subject, encryptedBody: encrypted, keyId, createdAt: now, dueAt: now },
  });
}

/** The console's encryption keys for emails and secrets, from its data folder. */
export async function encryptionKeys(dataDir = process.env.E2E_DATA_DIR ?? "") {
  const { authSecret, encryptionKeys } = JSON.parse(await readFile(path.join(dataDir, "secrets.json"), "utf8"));
  const environment = { DATABASE_URL: "postgresql://unused/unused", AUTH_SECRET: authSecret, ENCRYPTION_KEYS: encryptionKeys };
  return { config: readConfig(environment), random: { bytes: (count: number) => randomBytes(count) } };
}
