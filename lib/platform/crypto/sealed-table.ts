import type { SealContext } from "./seal";

export type SealedKind = "totp-secrets" | "pending-totp-secrets" | "mails";

/** A row that holds something sealed; `toAddress` for mails only. */
export type SealedRow = { id: string; userId: string | null; username: string | null; toAddress: string | null; sealed: string };

/** Where a feature keeps something sealed, beside the `key_id` of its key, and what each row is sealed for. */
export type SealedTable = {
  kind: SealedKind;
  table: "totp_secrets" | "pending_totp_secrets" | "mail_messages";
  column: "sealed" | "sealed_body";
  contextOf(row: SealedRow): SealContext;
};
