import type { Accounts } from "./accounts";
import { addPerson, ageTwoFactor, connectToServerDatabase, removePerson } from "./database";
import { enrolElsewhere } from "./enrolment";

/** The accounts that portable specs need, in the database of the suite's own console while `use` runs. */
export async function withOwnAccounts(dataDir: string, url: string, use: (accounts: Accounts) => Promise<void>): Promise<void> {
  const database = await connectToServerDatabase(dataDir);
  const administrator = await addPerson(database, { admin: true });
  const [withoutTwoFactor, withTwoFactor, expired] = [await addPerson(database), await addPerson(database), await addPerson(database)];
  const { authenticator } = await enrolElsewhere(url, withTwoFactor);
  const old = await enrolElsewhere(url, expired);
  await ageTwoFactor(database, expired, 200);
  const withEmailCode = await addPerson(database, { provenEmail: `${expired.username}@example.com`, emailLoginVerification: true });
  await use({
    administrator,
    withoutTwoFactor,
    withTwoFactor: { ...withTwoFactor, authenticator },
    expired: { ...expired, authenticator: old.authenticator },
    withEmailCode,
  });
  for (const person of [administrator, withoutTwoFactor, withTwoFactor, expired, withEmailCode]) await removePerson(database, person);
  await database.disconnect();
}
