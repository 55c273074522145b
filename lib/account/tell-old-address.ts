import { maskAddress } from "@/lib/email-challenges/mask-address";
import { enqueueMail } from "@/lib/mail/enqueue-mail";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { describeUserAgent } from "@/lib/platform/user-agent";

type Input = {
  user: { id: string; username: string };
  old: { email: string | null; emailProvenAt: Date | null };
  /** Null when the address was taken off without another. */
  newAddress: string | null;
  client: ClientInfo;
};

/** Tells the address that has been in force, whether or not security mails are wanted: its owner may know nothing of it. */
export async function tellOldAddress(deps: Deps, tx: Transaction, { user, old, newAddress, client }: Input): Promise<void> {
  if (old.email === null || old.emailProvenAt === null) return;
  const { browser, system } = describeUserAgent(client.userAgent);
  const mail = {
    kind: "address-changed",
    newAddress: newAddress && maskAddress(newAddress),
    at: deps.clock.now(),
    ip: client.ip,
    browser,
    system,
  } as const;
  await enqueueMail(deps, tx, { userId: user.id, username: user.username, to: old.email, mail });
}
