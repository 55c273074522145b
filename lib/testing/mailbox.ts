import { decryptBody } from "@/lib/features/notifications/outbox";
import type { Deps } from "@/lib/platform/deps";

/** Kind, subject and code of the emails in the outbox to `address`, newest last. */
export async function mailTo(deps: Deps, address: string): Promise<{ kind: string; subject: string; code: string }[]> {
  const rows = await deps.db.mailMessage.findMany({ where: { toAddress: address }, orderBy: { id: "asc" } });
  return rows.map((row) => {
    const { content } = decryptBody(deps, row, row.encryptedBody ?? "");
    return { kind: row.kind, subject: row.subject, code: /#(\d+)$/.exec(content.autofill ?? "")?.[1] ?? "" };
  });
}
