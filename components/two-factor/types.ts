import type { ProofMethod } from "@/lib/reverification/types";
import type { FormState } from "@/lib/web/form-state";

/** Where an enrolment stands, as the server sees it. */
export type EnrolmentStep = { step: "proof"; method: ProofMethod } | { step: "scan"; secret: string; otpauthUri: string } | { step: "on" };

export type ProveState = FormState & { proven?: boolean };

/** `proofRequired`: the proof has grown old meanwhile. `backupCodes` are in no other answer of the server. */
export type ConfirmState = FormState & { proofRequired?: boolean; backupCodes?: string[] };

export type EnrolmentActions = {
  prove: (state: ProveState, data: FormData) => Promise<ProveState>;
  confirm: (state: ConfirmState, data: FormData) => Promise<ConfirmState>;
  /** Back to the settings, from the page. */
  leave: () => Promise<void>;
};
