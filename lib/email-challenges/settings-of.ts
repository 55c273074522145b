import type { SettingsWithAddress } from "./types";

type Row = { [setting in keyof SettingsWithAddress]: boolean | null };

/** What was asked for together with the address; codes for anything else hold nothing, which asks for nothing. */
export function settingsOf({ loginVerification, securityMails }: Row): SettingsWithAddress {
  return { loginVerification: loginVerification ?? false, securityMails: securityMails ?? false };
}
