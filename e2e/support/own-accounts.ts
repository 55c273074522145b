import type { Accounts } from "./accounts";
import { addUser, ageTwoFactor, connectToServerDatabase, removeUser } from "./database";
import { enrolElsewhere } from "./enrolment";

/** The accounts that portable specs need, in the database of the suite's own console while `use` runs. */
export async function withOwnAccounts(dataDir: string, url: string, use: (accounts: Accounts) => Promise<void>): Promise<void> {
  const database = await connectToServerDatabase(dataDir);
  const administrator = await addUser(database, { admin: true });
  const [withoutTwoFactor, withTwoFactor, expired] = [await addUser(database), await addUser(database), await addUser(database)];
  const { authenticator } = await enrolElsewhere(url, withTwoFactor);
  const old = await enrolElsewhere(url, expired);
  await ageTwoFactor(database, expired, 200);
  const withEmailCode = await addUser(database, { confirmedEmail: `${expired.username}@example.com`, emailLoginVerification: true });
  await use({
    administrator,
    withoutTwoFactor,
    withTwoFactor: { ...withTwoFactor, authenticator },
    expired: { ...expired, authenticator: old.authenticator },
    withEmailCode,
  });
  for (const user of [administrator, withoutTwoFactor, withTwoFactor, expired, withEmailCode]) await removeUser(database, user);
  await database.disconnect();
}
