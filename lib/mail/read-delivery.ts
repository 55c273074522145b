import type { Deps } from "@/lib/platform/deps";
import { findNewest } from "./store";
import type { DeliveryState, MailKind } from "./types";

type Input = { userId: string; kind: MailKind; since: Date };

/** How the newest mail of that kind to the user stands, for the page on which they wait for it; null: there is none. */
export async function readDelivery(deps: Deps, { userId, kind, since }: Input): Promise<DeliveryState | null> {
  const mail = await findNewest(deps.db, userId, kind, since);
  if (!mail) return null;
  if (mail.sentAt) return "sent";
  if (mail.abandonedAt || mail.failure) return "failed";
  return deps.mailTransport ? "sending" : "kept";
}
