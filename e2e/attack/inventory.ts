/** What is needed before an action does anything. */
export type Guard = "anyone" | "attempt" | "link" | "session" | "proof" | "administrator";

/** Every server action of the build. `ownRows`: what it may write about whoever calls it, or about the account it names, all the same. */
export const ACTIONS: Record<string, { guard: Guard; ownRows?: string[] }> = {
  "app/actions.ts#setTheme": { guard: "anyone" },
  "app/(auth)/login/actions.ts#login": { guard: "anyone", ownRows: ["guess_budgets"] },
  "app/(auth)/login/verify/actions.ts#verify": { guard: "attempt", ownRows: ["login_attempts", "guess_budgets", "email_challenges"] },
  "app/(auth)/login/verify/actions.ts#resendSignInCode": { guard: "attempt" },
  "app/(auth)/set-password/actions.ts#choosePassword": { guard: "link" },
  "app/(auth)/setup/actions.ts#createAdministrator": { guard: "link" },
  "app/(console)/settings/actions.ts#submitSettings": { guard: "proof" },
  "app/(console)/settings/actions.ts#confirmNewAddress": { guard: "session" },
  "app/(console)/settings/actions.ts#resendAddressCode": { guard: "session" },
  "app/(console)/settings/actions.ts#discardNewAddress": { guard: "session" },
  "app/(console)/settings/two-factor/actions.ts#startEnrolment": { guard: "session" },
  "app/(console)/settings/two-factor/actions.ts#closeEnrolment": { guard: "session" },
  "app/(console)/settings/two-factor/actions.ts#openEnrolment": { guard: "session" },
  "app/(console)/settings/two-factor/actions.ts#reverify": { guard: "proof" },
  "app/(console)/settings/two-factor/actions.ts#confirmEnrolment": { guard: "proof", ownRows: ["guess_budgets"] },
  "app/(console)/settings/devices/actions.ts#signOutDevices": { guard: "proof" },
  "app/(console)/settings/security/actions.ts#closeBackupCodes": { guard: "session" },
  "app/(console)/settings/security/actions.ts#disableTwoFactor": { guard: "proof" },
  "app/(console)/settings/security/actions.ts#changePassword": { guard: "proof" },
  "app/(console)/settings/security/actions.ts#replaceCodes": { guard: "proof" },
  "app/(console)/admin/users/[id]/[action]/actions.ts#applyUserAction": { guard: "administrator" },
  "app/(console)/admin/users/new/actions.ts#invite": { guard: "administrator" },
  "app/(console)/admin/outbox/actions.ts#confirmIdentity": { guard: "administrator" },
  // Last, as they end what the attacker of the test holds.
  "app/(auth)/login/verify/actions.ts#cancelSignIn": { guard: "attempt", ownRows: ["login_attempts"] },
  "app/(auth)/set-password/actions.ts#signOutOther": { guard: "anyone", ownRows: ["sessions", "ended_sessions"] },
  "app/actions.ts#signOut": { guard: "anyone", ownRows: ["sessions", "ended_sessions"] },
};

/**
 * Every page and route handler of the build, and who may see it. `framework`: Next's own, the same for everybody. In
 * front of them `/api/forward-auth` is answered, see lib/server/forward-auth-handler.ts.
 */
export const ROUTES: Record<string, "anyone" | "attempt" | "session" | "administrator" | "framework"> = {
  "/": "session",
  "/(.)settings": "session",
  "/(.)settings/devices": "session",
  "/(.)settings/security": "session",
  "/(.)settings/security/activity": "session",
  "/.well-known/change-password": "anyone",
  "/.well-known/security.txt": "anyone",
  "/_global-error": "framework",
  "/_not-found": "framework",
  "/admin/audit": "administrator",
  "/admin/audit/export": "administrator",
  "/admin/outbox": "administrator",
  "/admin/users": "administrator",
  "/admin/users/[id]": "administrator",
  "/admin/users/[id]/[action]": "administrator",
  "/admin/users/new": "administrator",
  "/api/forward-auth/enter": "anyone",
  "/api/health/live": "anyone",
  "/api/health/ready": "anyone",
  "/api/metrics": "anyone",
  "/favicon.ico": "framework",
  "/icon.svg": "framework",
  "/login": "anyone",
  "/login/check": "anyone",
  "/login/verify": "attempt",
  "/set-password": "anyone",
  "/settings": "session",
  "/settings/devices": "session",
  "/settings/security": "session",
  "/settings/security/activity": "session",
  "/settings/security/backup-codes": "session",
  "/settings/security/disable": "session",
  "/settings/security/password": "session",
  "/settings/security/replace-backup-codes": "session",
  "/settings/two-factor": "session",
  "/setup": "anyone",
};

/**
 * Every address that Next's own source names beside pages, in the version that is installed. None is served but the files of the
 * build (W19); one that is not listed here fails the test, so that a new version of Next opens nothing unseen.
 */
export const FRAMEWORK_ADDRESSES = [
  "/__next",
  "/__nextjs",
  "/__nextjs_attach-nodejs-inspector",
  "/__nextjs_original-stack-frame",
  "/__nextjs_original-stack-frames",
  "/__nextjs_source-map",
  "/__nextjs_launch-editor",
  "/_next",
  "/_next/",
  "/_next/data",
  "/_next/data/",
  "/_next/development/",
  "/_next/development/request-insights",
  "/_next/image",
  "/_next/mcp",
  "/_next/static",
  "/_next/static/",
  "/_next/static/chunks/",
  "/_next/static/chunks/pages/",
  "/_next/static/chunks/pages/blog/",
  "/_next/static/immutable",
  "/_next/static/immutable/media",
  "/_next/static/immutable/media/",
  "/_next/static/media",
  "/_next/static/media/",
];
