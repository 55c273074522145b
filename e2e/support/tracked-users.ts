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
export type TrackedUser = {
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

type Scene = { url: () => string; database: Connection; chance: Chance; acknowledged: () => void };

const newAddress = (chance: Chance) => `198.18.${chance.below(256)}.${chance.below(256)}`;

/** Runs one user's life cycle after another until the console stops answering. Returns all these users. */
export async function trackUsersUntilKilled(scene: Scene): Promise<TrackedUser[]> {
  const users: TrackedUser[] = [];
  try {
    for (;;) {
      const user = await addUser(scene.database);
      const { password } = user;
      const address = newAddress(scene.chance);
      const tracked: TrackedUser = { user, address, password, passwordSent: null, enrolment: null, signedIn: [], usedCodes: [] };
      users.push(tracked);
      await runLifeCycle(scene, tracked);
    }
  } catch (error) {
    if (isOutage(error)) return users;
    throw error;
  }
}

/** The connection was cut, or the answer was that there is none now. */
function isOutage(error: unknown): boolean {
  if (classifyDatabaseError(error)) return true;
  return error instanceof Error && /^fetch failed|^terminated|^503 /.test(error.message);
}

async function runLifeCycle({ url, chance, acknowledged }: Scene, tracked: TrackedUser): Promise<void> {
  const browser = () => createHttpClient(url, { address: tracked.address });
  const first = browser();
  await enterPassword(first, tracked.user.username, tracked.password);
  await keepSession(tracked, first, acknowledged);
  tracked.enrolment = await enrol(first);
  tracked.usedCodes.push(tracked.enrolment.code);
  acknowledged();
  const { secret, backupCodes } = tracked.enrolment;
  const codes = [totpAtStep(secret, stepAt(Date.now()) + 1), ...backupCodes.slice(0, 1 + chance.below(3))];
  for (const code of codes) {
    const next = browser();
    const verify = await enterPassword(next, tracked.user.username, tracked.password);
    const page = await enterCode(next, verify, code);
    if (page.path !== "/") throw new Error(`the code was refused: ${page.text.slice(0, 300)}`);
    tracked.usedCodes.push(code);
    await keepSession(tracked, next, acknowledged);
  }
  tracked.passwordSent = `a new password ${chance.below(1_000_000)}`;
  await changePassword(first, tracked.password, tracked.passwordSent, backupCodes[5]);
  tracked.usedCodes.push(backupCodes[5] ?? "");
  Object.assign(tracked, { password: tracked.passwordSent, passwordSent: null, signedIn: [first] });
  acknowledged();
}

async function keepSession(tracked: TrackedUser, client: HttpClient, acknowledged: () => void): Promise<void> {
  if (!(await isSignedIn(client))) throw new Error(`${tracked.user.username} is not signed in after signing in`);
  tracked.signedIn.push(client);
  acknowledged();
}

/** Violated guarantees of the user's account; empty if there are none. */
export async function findViolations(url: () => string, tracked: TrackedUser): Promise<string[]> {
  const found: string[] = [];
  const { username } = tracked.user;
  const passwordMayHaveChanged = tracked.passwordSent !== null;
  if (!passwordMayHaveChanged) {
    for (const client of tracked.signedIn) if (!(await isSignedIn(client))) found.push(`${username}: a session is gone`);
  }
  const client = createHttpClient(url, { address: tracked.address });
  let { password } = tracked;
  let page = await enterPassword(client, username, password);
  if (page.path === "/login" && tracked.passwordSent) {
    password = tracked.passwordSent;
    page = await enterPassword(client, username, password);
  }
  if (page.path === "/login") found.push(`${username}: the password is refused: ${page.text.slice(0, 200)}`);
  if (!tracked.enrolment || page.path === "/login") return found;
  if (page.path !== "/login/verify") return [...found, `${username}: signed in without a second factor (${page.path})`];
  for (const [place, code] of tracked.usedCodes.entries()) {
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
