import type { SealedTable } from "@/lib/platform/crypto/sealed-table";
import { contextOf } from "./body";

/** The words of mails that wait, for whoever seals them anew or looks whether they can be opened. */
export const SEALED_BODIES: SealedTable = {
  kind: "mails",
  table: "mail_messages",
  column: "sealed_body",
  contextOf: ({ id, toAddress }) => contextOf({ id, toAddress: toAddress ?? "" }),
};
