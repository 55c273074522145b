import type { ProofMethod } from "@/lib/reverification/types";
import type { FormState } from "@/lib/web/form-state";

/** Where an enrolment stands, as the server sees it. */
export type EnrolmentStep = { step: "proof"; method: ProofMethod } | { step: "scan"; secret: string; otpauthUri: string } | { step: "on" };

export type ProveState = FormState & { proven?: boolean };

/**
 * `stepExpired`: the proof or the secret shown is no longer valid, and the step is to be read again. `backupCodes` are in no
 * other answer of the server; `alsoDone` is what else has happened with them.
 */
export type ConfirmState = FormState & { stepExpired?: boolean; backupCodes?: string[]; alsoDone?: string };

export type EnrolmentActions = {
  prove: (state: ProveState, data: FormData) => Promise<ProveState>;
  confirm: (state: ConfirmState, data: FormData) => Promise<ConfirmState>;
  /** Back to the settings, from the page. */
  leave: (data: FormData) => Promise<void>;
};
