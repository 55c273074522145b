import type { IssuedCodes } from "@/components/two-factor/backup-codes";
import type { FormState, ReverificationView } from "@/lib/http/form-state";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";

export type FormAction = (state: FormState, data: FormData) => Promise<FormState>;

/** What is in force, as the forms of Basic Settings show it. */
export type SettingsView = {
  email: string;
  emailLoginVerification: boolean;
  securityMails: boolean;
  twoFactor: boolean;
  /** This console sends no mail: what it writes stays in the outbox. */
  mailQueued: boolean;
};

/** An address that waits for its code: what is said of it, and how long `Send again` waits. */
export type PendingAddressView = {
  heading: string;
  description: string;
  until: string;
  deliveryProblem: string | null;
  retry: { seconds: number };
};

/** What every form of Security Settings needs. */
export type SecurityFormProps = {
  username: string;
  reverification: ReverificationView;
  action: FormAction;
  texts: { security: Messages["security"]; reverification: Messages["reverification"] };
  errorTexts: FieldErrorTexts;
};

/** `issued` is in no other answer of the server. */
export type ReplaceState = FormState & { issued?: IssuedCodes };
