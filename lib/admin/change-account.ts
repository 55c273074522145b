import { liftDelays } from "@/lib/guess-budget/unlock";
import type { AdministratorAction } from "@/lib/mail/types";
import type { ClientInfo } from "@/lib/platform/client-info";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { endEverySession } from "@/lib/sessions/revoke-sessions";
import { takeTwoFactorOff } from "@/lib/two-factor/reset-two-factor";
import { changeDisabled } from "@/lib/users/set-disabled";
import { tellPerson } from "./tell-person";
import type { AccountChange } from "./types";

/** By whom: an administrator, or (null) the operator on the command line. */
type Subject = { userId: string; actorUserId: string | null; client: ClientInfo | null };

const TOLD_AS: Record<AccountChange, AdministratorAction> = {
  "reset-2fa": "two-factor-reset",
  "sign-out-everywhere": "sessions-ended",
  unlock: "unlocked",
  disable: "disabled",
  enable: "enabled",
};

/** Does it, in the caller's transaction; the number of sessions ended where that is what was asked for. */
export async function changeAccount(deps: Deps, tx: Transaction, change: AccountChange, subject: Subject): Promise<number | null> {
  if (change === "sign-out-everywhere") return endEverySession(deps, tx, subject);
  if (change === "unlock") await liftDelays(deps, tx, subject);
  else if (change === "reset-2fa") await takeTwoFactorOff(deps, tx, subject);
  else await changeDisabled(deps, tx, { ...subject, disabled: change === "disable" });
  return null;
}

/** The id of the mail that tells the person concerned, or null where there is no proven address. */
export function tellOfChange(deps: Deps, tx: Transaction, change: AccountChange, userId: string, administrator: string | null) {
  return tellPerson(deps, tx, { userId, action: TOLD_AS[change], administrator });
}
