import * as z from "zod";
import type { Config } from "@/lib/platform/config/config";
import { type Sealed, seal, unseal } from "@/lib/platform/crypto/seal";
import type { Random } from "@/lib/platform/random";
import { letterSchema } from "./letter";

const bodySchema = z.object({
  letter: letterSchema,
  /** From then on what the mail holds is worth nothing, and neither is sending it. */
  usefulUntil: z.iso.datetime().transform((text) => new Date(text)),
});

export type MailBody = z.output<typeof bodySchema>;

type Row = { id: string; toAddress: string };
type Keys = { config: Pick<Config, "encryptionKeys"> };

/** What the outbox keeps of a mail's words, as they may hold a code or a link: opens for this row and addressee only. */
export function sealBody(deps: Keys & { random: Random }, row: Row, body: MailBody): Sealed {
  return seal(deps.config.encryptionKeys, deps.random, contextOf(row), JSON.stringify(body));
}

/** Throws UnsealError when the key is gone or the row was changed. */
export function openBody(deps: Keys, row: Row, sealed: string): MailBody {
  return bodySchema.parse(JSON.parse(unseal(deps.config.encryptionKeys, contextOf(row), sealed)));
}

/** What a body is sealed for: it opens for no other mail, nor for another addressee. */
export function contextOf({ id, toAddress }: Row) {
  return { purpose: "mail" as const, mailId: id, toAddress };
}
