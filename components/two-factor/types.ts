import type { ReverificationMethod } from "@/lib/features/reverification/schema";
import type { FormState } from "@/lib/http/form-state";
import type { IssuedCodes } from "./backup-codes";

/** Where an enrolment stands, as the server sees it. */
export type EnrolmentStep =
  | { step: "reverification"; method: ReverificationMethod }
  | { step: "scan"; secret: string; otpauthUri: string }
  | { step: "on" };

export type ReverifyState = FormState & { reverified?: boolean };

/** What enabling 2FA has done besides, in words; null where there is nothing to say. */
export type EnrolmentDone = {
  devicesSignedOut: string | null;
  /** The entry in the app that a renewal has made useless: a sentence around the day on which it was added. */
  oldEntry: { before: string; addedAt: string; addedOn: string; after: string } | null;
};

/** `stepExpired`: the proof or the secret shown is no longer valid, and the step is to be read again. `issued` is in no other answer of the server. */
export type ConfirmState = FormState & { stepExpired?: boolean; issued?: IssuedCodes; done?: EnrolmentDone };

export type EnrolmentActions = {
  reverify: (state: ReverifyState, data: FormData) => Promise<ReverifyState>;
  confirm: (state: ConfirmState, data: FormData) => Promise<ConfirmState>;
  /** Back to the settings, from the page. */
  close: (data: FormData) => Promise<void>;
};
