import type { EmailContext } from "@/lib/features/notifications/emails/compose-email";
import {
  ADMINISTRATOR_ACTIONS,
  type AdministratorAction,
  type OutgoingMail,
  SECURITY_EVENT_KINDS,
  type SecurityEvent,
} from "@/lib/features/notifications/types";

export const EMAIL_CONTEXT: EmailContext = { appName: "Latchkey", appHost: "console.example.com", username: "ada", locale: "en" };

const at = new Date("2026-03-01T09:05:00Z");
const ORIGIN = { at, ip: "192.0.2.7", browser: "Firefox 128", system: "Linux" };
const PASSWORD_LINK = `https://console.example.com/set-password/${"dG9rZW4tb2Yt".repeat(4)}`;

const THREE_EVENTS: SecurityEvent[] = [
  { kind: "backup-code-used", ...ORIGIN },
  { kind: "backup-code-used", ...ORIGIN, ip: "2001:db8:85a3:8d3:1319:8a2e:370:7348" },
  { kind: "backup-code-used", at, ip: null, browser: null },
];

/** An email of every kind and wording, by a name that is fit for a file. */
export const SAMPLE_EMAILS: Record<string, OutgoingMail> = {
  "login-code": { kind: "login-code", code: "82345619", expiresInMinutes: 10, ...ORIGIN },
  "address-code": { kind: "address-code", code: "82345619", expiresInMinutes: 10, ...ORIGIN },
  "reverification-code": { kind: "reverification-code", code: "82345619", expiresInMinutes: 1, ...ORIGIN },
  "address-changed": { kind: "address-changed", newAddress: "a***@example.com", ...ORIGIN },
  "address-removed": { kind: "address-changed", newAddress: null, ...ORIGIN },
  "password-link": { kind: "password-link", url: PASSWORD_LINK, expiresInHours: 24, invitedBy: null },
  invitation: { kind: "password-link", url: PASSWORD_LINK, expiresInHours: 1, invitedBy: "root" },
  "throttled-password": { kind: "account-delayed", target: "password", failures: 10, retryAt: at },
  "throttled-second-factor": { kind: "account-delayed", target: "second-factor", failures: 10, retryAt: at },
  ...Object.fromEntries(ADMINISTRATOR_ACTIONS.map((action) => [`administrator-${action}`, administratorMail(action)])),
  "operator-two-factor-reset": { ...administratorMail("two-factor-reset"), administrator: null, withoutTwoFactor: "email-code" },
  ...Object.fromEntries(
    SECURITY_EVENT_KINDS.map((kind) => [`security-${kind}`, { kind: "security-events", events: [{ kind, ...ORIGIN }] }]),
  ),
  "security-three-events": { kind: "security-events", events: THREE_EVENTS },
  "security-two-kinds": { kind: "security-events", events: [...THREE_EVENTS, { kind: "backup-codes-low", ...ORIGIN }] },
  test: { kind: "test" },
};

function administratorMail(action: AdministratorAction): Extract<OutgoingMail, { kind: "administrator-action" }> {
  return { kind: "administrator-action", action, administrator: "root", withoutTwoFactor: "password", at };
}
