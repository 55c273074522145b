import { hasAccounts } from "@/lib/features/account/accounts";
import { processState } from "@/lib/platform/process-state";
import { getDeps } from "./deps";

/**
 * Whether this console has an account. A yes is kept, as the last account is never removed: the sign-in page of a console in use reads
 * nothing from the database.
 */
export async function isSetUp(): Promise<boolean> {
  const known = processState("set-up", () => ({ yes: false }));
  known.yes ||= await hasAccounts(getDeps());
  return known.yes;
}
