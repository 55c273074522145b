import { beforeEach, expect, test } from "vitest";
import { changePassword } from "@/lib/features/account/change-password";
import { setPassword } from "@/lib/features/account/one-time-links";
import { turnOffEmailVerification, updateSettings } from "@/lib/features/account/settings";
import { actOnUser, actOnUserAsOperator } from "@/lib/features/administration/act-on-user";
import type { UserAction } from "@/lib/features/administration/types";
import { requireRecentVerification, reverify } from "@/lib/features/reverification/reverify";
import type { ReverifiedSession } from "@/lib/features/sessions/session";
import { replaceBackupCodes } from "@/lib/features/two-factor/backup-codes";
import { disableTwoFactor } from "@/lib/features/two-factor/two-factor";
import type { Deps } from "@/lib/platform/deps";
import { recordingTransport, withMail } from "@/lib/testing/recording-transport";
import { createTestDeps } from "@/lib/testing/test-deps";
import {
  addUser,
  addUserWithTwoFactor,
  CLIENT,
  enterCode,
  PASSWORD,
  signIn,
  startAttempt,
  type TestUserWithTwoFactor,
  unwrap,
} from "@/lib/testing/users";

let deps: Deps;
let ada: TestUserWithTwoFactor;
let session: ReverifiedSession;

beforeEach(async () => {
  ({ deps } = await createTestDeps());
  ada = await addUserWithTwoFactor(deps, "ada");
  const data = { email: "ada@example.com", emailKey: "ada@example.com", emailConfirmedAt: deps.clock.now(), securityMails: true };
  await deps.db.user.update({ where: { id: ada.id }, data });
  unwrap(await reverify(deps, { session: ada.session, reverification: ada.backupCodes[5] ?? "", browserToken: undefined, client: CLIENT }));
  session = unwrap(await requireRecentVerification(deps, { ...ada.session, reverifiedAt: deps.clock.now() }));
});

async function actAsAdministrator(action: UserAction, { id: userId }: { id: string }) {
  const root = await addUser(deps, "root", { admin: true });
  const theirs = unwrap(await requireRecentVerification(deps, (await signIn(deps, root)).session));
  return () => actOnUser(deps, { session: theirs, userId, action, client: CLIENT });
}

/** Each prepares its data, and returns the change itself. */
const CHANGES: [string, () => Promise<() => Promise<unknown>>][] = [
  [
    "a sign-in with a backup code",
    async () => {
      const attempt = await startAttempt(deps, ada);
      return () => enterCode(deps, attempt, ada.backupCodes[0] ?? "");
    },
  ],
  [
    "a sign-in from a new browser",
    async () => {
      const attempt = await startAttempt(deps, ada);
      await deps.db.knownBrowser.updateMany({ data: { tokenHash: "another browser's" } });
      return () => enterCode(deps, attempt, ada.backupCodes[1] ?? "");
    },
  ],
  [
    "a reverification with a backup code",
    async () => () => reverify(deps, { session, reverification: ada.backupCodes[2] ?? "", browserToken: undefined, client: CLIENT }),
  ],
  [
    "a new password",
    async () => () =>
      changePassword(deps, {
        session,
        currentPassword: PASSWORD,
        newPassword: "a new lock for the door",
        browserToken: undefined,
        client: CLIENT,
      }),
  ],
  ["new backup codes", async () => () => replaceBackupCodes(deps, { session, browserToken: undefined, client: CLIENT })],
  ["2FA switched off", async () => () => disableTwoFactor(deps, { session, browserToken: undefined, client: CLIENT })],
  [
    "the address taken off",
    async () => () =>
      updateSettings(deps, {
        session,
        requested: { email: null, emailLoginVerification: false, securityMails: false },
        browserToken: undefined,
        client: CLIENT,
      }),
  ],
  ["what the operator does", async () => () => actOnUserAsOperator(deps, { userId: ada.id, change: "reset-2fa" })],
  [
    "email verification turned off by the operator",
    async () => {
      await deps.db.user.update({ where: { id: ada.id }, data: { emailLoginVerification: true } });
      return () => turnOffEmailVerification(deps, { userId: ada.id });
    },
  ],
  ...(["reset-2fa", "new-link", "sign-out-everywhere", "make-administrator", "disable", "delete"] as const).map(
    (action): (typeof CHANGES)[number] => [`what an administrator does: ${action}`, async () => actAsAdministrator(action, ada)],
  ),
  [
    "what an administrator does: turn-off-email-verification",
    async () => {
      await deps.db.user.update({ where: { id: ada.id }, data: { emailLoginVerification: true } });
      return actAsAdministrator("turn-off-email-verification", ada);
    },
  ],
  [
    "a new password by a link",
    async () => {
      const { link } = unwrap(await (await actAsAdministrator("new-link", ada))());
      const token = new URL(link ?? "").searchParams.get("token") ?? "";
      return () => setPassword(deps, { token, password: "a new lock for the door", client: CLIENT });
    },
  ],
  [
    "what an administrator does: new-link, with its email",
    async () => {
      deps = withMail(deps, recordingTransport());
      const bob = await addUser(deps, "bob", { email: "bob@example.com" });
      await deps.db.user.update({ where: { id: bob.id }, data: { passwordHash: null } });
      return actAsAdministrator("new-link", bob);
    },
  ],
];

test.each(CHANGES)("AU8: nothing is written after the entry of its transaction: %s", async (_name, prepare) => {
  const change = await prepare();
  await refuseWritesBehindEntries();
  const entries = await deps.db.auditEvent.count();
  expect(await change()).not.toMatchObject({ ok: false });
  expect(await deps.db.auditEvent.count()).toBeGreaterThan(entries);
});

/** From here on a transaction that has moved a chain's head may write to no other table. */
async function refuseWritesBehindEntries(): Promise<void> {
  const statements = [
    `CREATE FUNCTION mark() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('test.chained', 'yes', true); RETURN NULL; END $$`,
    `CREATE FUNCTION refuse() RETURNS TRIGGER LANGUAGE plpgsql AS
      $$ BEGIN IF current_setting('test.chained', true) = 'yes' THEN RAISE EXCEPTION 'written behind the entry: %', TG_TABLE_NAME; END IF; RETURN NULL; END $$`,
    "CREATE TRIGGER mark AFTER UPDATE ON audit_chains FOR EACH STATEMENT EXECUTE FUNCTION mark()",
    `DO $$ DECLARE name TEXT; BEGIN FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'audit%' LOOP
      EXECUTE format('CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse()', name); END LOOP; END $$`,
  ];
  for (const statement of statements) await deps.db.$executeRawUnsafe(statement);
}
