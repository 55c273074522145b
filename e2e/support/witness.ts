import { createHash } from "node:crypto";
import type { Connection } from "@/lib/platform/db/connect";
import { classifyDatabaseError } from "@/lib/platform/db/errors";
import { LOGIN_ATTEMPT_CODE_ATTEMPTS } from "@/lib/policy";
import { answered, changePassword, type Enrolment, enrol, enterCode, enterPassword, isSignedIn } from "./account-steps";
import { stepAt, totpAtStep } from "./authenticator";
import { addUser, type TestUser } from "./database";
import { createHttpClient, type HttpClient } from "./http-client";

/** Random numbers from a seed: a failed run can be repeated with the printed seed. */
export type Chance = { below(limit: number): number };

export function seededChance(seed: string): Chance {
  let count = 0;
  return {
    below: (limit) => createHash("sha256").update(`${seed}:${count++}`).digest().readUInt32BE(0) % limit,
  };
}

/**
 * A user of the console that records which changes were acknowledged and which codes were used, so that
 * both can be checked after the console was killed. A request without acknowledgement may or may not have been done.
 */
export type Witness = {
  user: TestUser;
  address: string;
  /** Acknowledged: the password in force, the enrolment, and browsers that were signed in. */
  password: string;
  /** Sent, without an answer. */
  passwordSent: string | null;
  enrolment: Enrolment | null;
  signedIn: HttpClient[];
  usedCodes: string[];
};

type World = { url: () => string; database: Connection; chance: Chance; acknowledged: () => void };

const newAddress = (chance: Chance) => `198.18.${chance.below(256)}.${chance.below(256)}`;

/** Runs one user's life cycle after another until the console stops answering. Returns all these users. */
export async function witnessUntilTheEnd(world: World): Promise<Witness[]> {
  const witnesses: Witness[] = [];
  try {
    for (;;) {
      const user = await addUser(world.database);
      const { password } = user;
      const address = newAddress(world.chance);
      const witness: Witness = { user, address, password, passwordSent: null, enrolment: null, signedIn: [], usedCodes: [] };
      witnesses.push(witness);
      await live(world, witness);
    }
  } catch (error) {
    if (isOutage(error)) return witnesses;
    throw error;
  }
}

/** The connection was cut, or the answer was that there is none now. */
function isOutage(error: unknown): boolean {
  if (classifyDatabaseError(error)) return true;
  return error instanceof Error && /^fetch failed|^terminated|^503 /.test(error.message);
}

async function live({ url, chance, acknowledged }: World, witness: Witness): Promise<void> {
  const browser = () => createHttpClient(url, { address: witness.address });
  const first = browser();
  await enterPassword(first, witness.user.username, witness.password);
  await keepSession(witness, first, acknowledged);
  witness.enrolment = await enrol(first);
  witness.usedCodes.push(witness.enrolment.code);
  acknowledged();
  const { secret, backupCodes } = witness.enrolment;
  const codes = [totpAtStep(secret, stepAt(Date.now()) + 1), ...backupCodes.slice(0, 1 + chance.below(3))];
  for (const code of codes) {
    const next = browser();
    const verify = await enterPassword(next, witness.user.username, witness.password);
    const page = await enterCode(next, verify, code);
    if (page.path !== "/") throw new Error(`the code was refused: ${page.text.slice(0, 300)}`);
    witness.usedCodes.push(code);
    await keepSession(witness, next, acknowledged);
  }
  witness.passwordSent = `a new password ${chance.below(1_000_000)}`;
  await changePassword(first, witness.password, witness.passwordSent, backupCodes[5]);
  witness.usedCodes.push(backupCodes[5] ?? "");
  Object.assign(witness, { password: witness.passwordSent, passwordSent: null, signedIn: [first] });
  acknowledged();
}

async function keepSession(witness: Witness, client: HttpClient, acknowledged: () => void): Promise<void> {
  if (!(await isSignedIn(client))) throw new Error(`${witness.user.username} is not signed in after signing in`);
  witness.signedIn.push(client);
  acknowledged();
}

/** Violated guarantees of the witness's account; empty if there are none. */
export async function contradictions(url: () => string, witness: Witness): Promise<string[]> {
  const found: string[] = [];
  const { username } = witness.user;
  const passwordMayHaveChanged = witness.passwordSent !== null;
  if (!passwordMayHaveChanged) {
    for (const client of witness.signedIn) if (!(await isSignedIn(client))) found.push(`${username}: a session is gone`);
  }
  const client = createHttpClient(url, { address: witness.address });
  let { password } = witness;
  let page = await enterPassword(client, username, password);
  if (page.path === "/login" && witness.passwordSent) {
    password = witness.passwordSent;
    page = await enterPassword(client, username, password);
  }
  if (page.path === "/login") found.push(`${username}: the password is refused: ${page.text.slice(0, 200)}`);
  if (!witness.enrolment || page.path === "/login") return found;
  if (page.path !== "/login/verify") return [...found, `${username}: signed in without a second factor (${page.path})`];
  for (const [place, code] of witness.usedCodes.entries()) {
    // The last attempt of a sign-in is answered with its end, whatever the code was.
    if (place > 0 && place % (LOGIN_ATTEMPT_CODE_ATTEMPTS - 1) === 0) page = await enterPassword(client, username, password);
    const answer = answered(await client.submit(page, { button: "Login", fields: { code } }));
    // A code of the app may have expired by now; a backup code does not expire.
    const refused = /been used/.test(answer.text) || (/^\d{6}$/.test(code) && /didn’t work/.test(answer.text));
    if (!refused) found.push(`${username}: the used code ${code} led to ${answer.path}: ${answer.text.slice(0, 300)}`);
    if (answer.path === "/") break;
  }
  return found;
}
