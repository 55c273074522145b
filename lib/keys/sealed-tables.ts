import { SEALED_BODIES } from "@/lib/mail/sealed-table";
import type { SealedTable } from "@/lib/platform/crypto/sealed-table";
import { SEALED_SECRETS } from "@/lib/two-factor/sealed-tables";

/** Everything that is sealed. Pending secrets come before the confirmed ones that they become. */
export const SEALED_TABLES: SealedTable[] = [...SEALED_SECRETS, SEALED_BODIES];
