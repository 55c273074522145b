import { enqueueMail } from "@/lib/mail/enqueue-mail";
import type { AdministratorAction } from "@/lib/mail/types";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { protectionWithoutTwoFactor } from "@/lib/two-factor/protection";
import { findAddressee } from "./store";

type Input = { userId: string; action: AdministratorAction; administrator: string | null };

/**
 * Tells whoever owns the account, in the transaction of the change and whether or not security mails are wanted; the mail's
 * id, or null without a proven address. An address that is only claimed may be a stranger's.
 */
export async function tellPerson(deps: Deps, tx: Transaction, { userId, action, administrator }: Input): Promise<string | null> {
  const person = await findAddressee(tx, userId);
  if (!person?.address) return null;
  const withoutTwoFactor = protectionWithoutTwoFactor(person);
  const mail = { kind: "administrator-action", action, administrator, withoutTwoFactor, at: deps.clock.now() } as const;
  return enqueueMail(deps, tx, { userId, username: person.username, to: person.address, mail });
}
