import type { SealedRow, SealedTable } from "@/lib/platform/crypto/sealed-table";
import { contextOf } from "./secrets";

const sealed = { column: "sealed", contextOf: ({ userId }: SealedRow) => contextOf(userId ?? "") } as const;

/** Confirmed and pending secrets, for whoever seals them anew or looks whether they can be opened. */
export const SEALED_SECRETS: SealedTable[] = [
  { kind: "pending-totp-secrets", table: "pending_totp_secrets", ...sealed },
  { kind: "totp-secrets", table: "totp_secrets", ...sealed },
];
