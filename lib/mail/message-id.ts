import type { Sender } from "@/lib/platform/config/mail-config";

/** The Message-ID of a mail: the same for every try of it, under the domain it is sent from (RFC 5322 section 3.6.4). */
export function messageId(id: string, from: Sender): string {
  return `${id}@${from.address.split("@").at(-1)}`;
}
