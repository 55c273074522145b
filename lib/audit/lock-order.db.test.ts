import { beforeEach, expect, test } from "vitest";
import { changePassword } from "@/lib/account/change-password";
import { updateSettings } from "@/lib/account/update-settings";
import { actOnUser } from "@/lib/admin/act-on-user";
import { completeLogin } from "@/lib/login/complete-login";
import type { Deps } from "@/lib/platform/deps";
import { requireProof } from "@/lib/reverification/require-proof";
import { reverify } from "@/lib/reverification/reverify";
import type { ProvenSession } from "@/lib/sessions/types";
import {
  addPerson,
  addProtectedPerson,
  CLIENT,
  enterCode,
  PASSWORD,
  type ProtectedPerson,
  signIn,
  startAttempt,
  unwrap,
} from "@/lib/testing/people";
import { createTestDeps } from "@/lib/testing/test-deps";
import { disableTwoFactor } from "@/lib/two-factor/disable-two-factor";
import { replaceBackupCodes } from "@/lib/two-factor/replace-backup-codes";
import { recordEvent } from "./record";

let deps: Deps;
let ada: ProtectedPerson;
let session: ProvenSession;

beforeEach(async () => {
  ({ deps } = await createTestDeps());
  ada = await addProtectedPerson(deps, "ada");
  const data = { email: "ada@example.com", emailKey: "ada@example.com", emailProvenAt: deps.clock.now(), securityMails: true };
  await deps.db.user.update({ where: { id: ada.id }, data });
  unwrap(await reverify(deps, { session: ada.session, proof: ada.backupCodes[5] ?? "", browserToken: undefined, client: CLIENT }));
  session = unwrap(await requireProof(deps, { ...ada.session, reverifiedAt: deps.clock.now() }));
});

/** Each prepares what it needs, and hands over the change itself. */
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
      const { ticket } = unwrap(await enterCode(deps, await startAttempt(deps, ada), ada.backupCodes[1] ?? ""));
      return () => completeLogin(deps, { ticket, browserToken: undefined, client: CLIENT });
    },
  ],
  [
    "a proof with a backup code",
    async () => () => reverify(deps, { session, proof: ada.backupCodes[2] ?? "", browserToken: undefined, client: CLIENT }),
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
  ["new backup codes", async () => () => replaceBackupCodes(deps, { session, client: CLIENT })],
  ["2FA switched off", async () => () => disableTwoFactor(deps, { session, client: CLIENT })],
  [
    "the address taken off",
    async () => () =>
      updateSettings(deps, { session, wanted: { email: null, emailLoginVerification: false, securityMails: false }, client: CLIENT }),
  ],
  [
    "what an administrator does",
    async () => {
      const root = await addPerson(deps, "root", { admin: true });
      const theirs = unwrap(await requireProof(deps, (await signIn(deps, root)).session));
      return () => actOnUser(deps, { session: theirs, userId: ada.id, action: "reset-2fa", client: CLIENT });
    },
  ],
];

test.each(CHANGES)("AU8: nobody holds a chain and waits for rows of its person: %s", async (_name, prepare) => {
  const change = await prepare();
  let changed: Promise<unknown> = Promise.resolve();
  await deps.db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${ada.id}::uuid FOR UPDATE`;
      await tx.$queryRaw`SELECT 1 FROM guess_budgets WHERE user_id = ${ada.id}::uuid FOR UPDATE`;
      changed = change();
      await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
      await recordEvent(deps, tx, { type: "settings-changed", actorUserId: ada.id, subjectUserId: ada.id, client: CLIENT });
    },
    { timeout: 15_000 },
  );
  expect(await changed).not.toMatchObject({ ok: false });
});

/** How many statements wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await deps.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return row?.count ?? 0;
}
