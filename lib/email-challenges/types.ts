import type { EmailChallengePurpose } from "@/lib/platform/db/generated/enums";

/** What a code is for: the pending sign-in or the session that asked for it. It passes nowhere else. */
export type Binding =
  | { purpose: Extract<EmailChallengePurpose, "login">; loginAttemptId: string }
  | { purpose: Exclude<EmailChallengePurpose, "login">; sessionId: string };

/** The settings that come into force with a proven address. */
export type SettingsWithAddress = { loginVerification: boolean; securityMails: boolean };

export type SendProblem = { code: "send-again-later"; retryAt: Date };

/** How sending stands, for the page: when the newest code went out and from when on another may. */
export type SendState = { sentAt: Date | null; sendAgainAt: Date };
