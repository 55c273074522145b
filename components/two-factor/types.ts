import type { ReverificationMethod } from "@/lib/features/reverification/schema";
import type { FormState } from "@/lib/http/form-state";
import type { IssuedCodes } from "./backup-codes";

/** The state of an enrolment on the server. */
export type EnrolmentStep =
  | { step: "reverification"; method: ReverificationMethod }
  | { step: "scan"; secret: string; otpauthUri: string }
  | { step: "on" };

export type ReverifyState = FormState & { reverified?: boolean };

/** Side effects of enabling 2FA, as text; null if there are none. */
export type EnrolmentDone = {
  devicesSignedOut: string | null;
  /** The entry in the app that a renewal invalidated: a sentence with the day on which it was added. */
  oldEntry: { before: string; addedAt: string; addedOn: string; after: string } | null;
};

/** `stepExpired`: reverification or secret are no longer valid, and the step is read again. `issued` is returned only once. */
export type ConfirmState = FormState & { stepExpired?: boolean; issued?: IssuedCodes; done?: EnrolmentDone };

export type EnrolmentActions = {
  reverify: (state: ReverifyState, data: FormData) => Promise<ReverifyState>;
  confirm: (state: ConfirmState, data: FormData) => Promise<ConfirmState>;
  /** Back to the settings, from the page. */
  close: (data: FormData) => Promise<void>;
};
