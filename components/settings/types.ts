import type { IssuedCodes } from "@/components/two-factor/backup-codes";
import type { FormState, ReverificationView } from "@/lib/http/form-state";
import type { FieldErrorTexts } from "@/lib/i18n/error-text";
import type { Messages } from "@/lib/i18n/messages";

export type FormAction = (state: FormState, data: FormData) => Promise<FormState>;

/** The current settings, as the forms of Basic Settings show them. */
export type SettingsView = {
  email: string;
  emailLoginVerification: boolean;
  securityMails: boolean;
  twoFactor: boolean;
  /** Email is not set up: emails stay in the outbox. */
  mailQueued: boolean;
};

/** An unconfirmed address: its message, and the seconds until `Send again`. */
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

/** `issued` is returned only once. */
export type ReplaceState = FormState & { issued?: IssuedCodes };
