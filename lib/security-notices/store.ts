import type { Transaction } from "@/lib/platform/db/connect";

/** Whether the user has asked for security mails and has an address that they can go to. */
export async function wantsNotices(tx: Transaction, userId: string): Promise<boolean> {
  return (await tx.user.count({ where: { id: userId, securityMails: true, emailProvenAt: { not: null } } })) === 1;
}

type NewNotice = { userId: string; kind: string; at: Date; ip: string | null; userAgent: string | null };

export async function insertNotice(tx: Transaction, notice: NewNotice): Promise<void> {
  await tx.securityNotice.create({ data: notice, select: { id: true } });
}
