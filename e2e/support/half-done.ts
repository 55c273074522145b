import type { Connection } from "@/lib/platform/db/connect";

/** Each statement finds rows that a change done by halves would leave behind. */
const HALF_DONE: Record<string, string> = {
  "a sign-in that was recorded but whose attempt is not consumed, or the other way round": `
    SELECT user_id::text FROM login_attempts GROUP BY user_id HAVING count(consumed_at) <>
      (SELECT count(*) FROM audit_events WHERE type = 'signed-in' AND subject_user_id = user_id)`,
  "a session that no sign-in was recorded for": `
    SELECT user_id::text FROM sessions GROUP BY user_id HAVING count(*) >
      (SELECT count(*) FROM login_attempts WHERE login_attempts.user_id = sessions.user_id AND consumed_at IS NOT NULL)`,
  "an attempt that still owes a factor, and was consumed": `
    SELECT id::text FROM login_attempts WHERE consumed_at IS NOT NULL AND cardinality(factors_due) > 0`,
  "an attempt that passed by a backup code which was not used up, or a code used up that nothing was given for": `
    SELECT id::text FROM users WHERE (SELECT count(*) FROM backup_codes WHERE user_id = users.id AND used_at IS NOT NULL) <>
      (SELECT count(*) FROM audit_events WHERE type = 'backup-code-used' AND subject_user_id = users.id)`,
  "an attempt that passed by a backup code without the code's being recorded": `
    SELECT user_id::text FROM login_attempts WHERE 'backup_code' = ANY(factors_passed) GROUP BY user_id HAVING count(*) >
      (SELECT count(*) FROM audit_events WHERE type = 'backup-code-used' AND subject_user_id = user_id)`,
  "2FA without its six codes, or codes without 2FA": `
    SELECT id::text FROM users WHERE (SELECT count(*) FROM backup_codes WHERE user_id = users.id) <>
      6 * (SELECT count(*) FROM totp_secrets WHERE user_id = users.id)`,
  "2FA whose enrolment was not recorded, or the other way round": `
    SELECT id::text FROM users WHERE (SELECT count(*) FROM totp_secrets WHERE user_id = users.id) <>
      (SELECT count(*) FROM audit_events WHERE type = 'two-factor-enabled' AND subject_user_id = users.id)`,
};

/** Half-done changes in the database; empty if there are none. */
export async function findHalfDone({ db }: Connection): Promise<string[]> {
  const found: string[] = [];
  for (const [what, statement] of Object.entries(HALF_DONE)) {
    const rows = await db.$queryRawUnsafe<unknown[]>(statement);
    if (rows.length > 0) found.push(`${what}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return found;
}
