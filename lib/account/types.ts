import type { EventPage, EventPageQuery, EventType } from "@/lib/audit/types";
import type { SendProblem } from "@/lib/email-challenges/types";
import type { BudgetProblem, NextTry } from "@/lib/guess-budget/types";
import type { DeliveryState } from "@/lib/mail/types";
import type { WeakPasswordProblem } from "@/lib/passwords/types";

/** The values of Basic Settings that a person may change. */
export type SettingsValues = { email: string | null; emailLoginVerification: boolean; securityMails: boolean };

export type AccountSettings = SettingsValues & {
  /** A code sent to the address has come back. */
  emailProven: boolean;
  /** An address that waits for its code in this session, how its mail stands, and from when on another may be sent. */
  addressToProve: AddressToProve | null;
};

/** `change`: false for the address that the account has already, given by somebody else and not proven yet. */
export type AddressToProve = { address: string; change: boolean; sendAgainAt: Date; delivery: DeliveryState | null };

/** `mailId`: a code is on its way to a new address, and nothing has changed yet. */
export type SettingsOutcome = { applied: true } | { applied: false; mailId: string };

export type SettingsProblem = { code: "address-needed" } | SendProblem;

export type ChangePasswordProblem =
  | ({ code: "wrong-password" } & NextTry)
  | { code: "same-password" }
  | WeakPasswordProblem
  | BudgetProblem;

export type AddressProblem =
  | { code: "malformed-email-code" }
  | ({ code: "invalid-email-code"; triesLeft: number } & NextTry)
  | { code: "email-taken" }
  | { code: "no-address-to-prove" }
  | BudgetProblem;

/** `by`: who did it; `nobody` was signed in, `operator` is the command line, `somebody` is called `name`. */
export type Activity = {
  id: string;
  at: Date;
  type: EventType;
  by: "yourself" | "somebody" | "nobody" | "operator";
  name: string | null;
  where: { ip: string; browser: string; system: string } | null;
};

export type ActivityQuery = Omit<EventPageQuery, "filter">;
export type ActivityPage = Omit<EventPage, "events"> & { events: Activity[] };
