import { randomUUID } from "node:crypto";
import pg from "pg";
import { onTestFinished } from "vitest";

/**
 * Creates a role on the database of `url`; the role and its objects are removed after the test. Returns its name, the address
 * as that role, and a connection as the database's owner.
 */
export async function createRole(url: string, options = ""): Promise<{ role: string; roleUrl: string; owner: pg.Client }> {
  const role = `role_${randomUUID()}`;
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query(`CREATE ROLE "${role}" LOGIN PASSWORD 'for-tests-only' ${options}`);
  onTestFinished(async () => {
    await owner.query(`DROP OWNED BY "${role}"; DROP ROLE "${role}"`);
    await owner.end();
  });
  const address = new URL(url);
  Object.assign(address, { username: role, password: "for-tests-only" });
  return { role, roleUrl: address.href, owner };
}
