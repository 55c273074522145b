import { type Client, createClient } from "../client/http";
import { recordSignIn } from "../client/recorded-sign-in";
import { betterAuthSignIn, latchkeySignIn, type SignIn } from "../client/sign-in";
import { createUsers, type Users } from "../client/users";
import { copyDatabase, type DatabaseServer } from "../setup/database-server";
import type { Server } from "../setup/program";
import { seedBetterAuth } from "../setup/seed-better-auth";
import { seedLatchkey } from "../setup/seed-latchkey";
import { startComparison, startLatchkey } from "../setup/servers";

/** More than sign in within half a minute, so that no sign-in waits for the next code. */
const SIGNERS = 6_000;

/** A server with the users who can sign in to it. */
export type Contender = { server: Server; client: Client; users: Users; signIn: SignIn };
export type Contenders = { latchkey: Contender; betterAuth: Contender };

/** Both on fresh copies of the same users. `through` may be a proxy between a server and its database. */
export async function startContenders(database: DatabaseServer, through = async (url: string) => url): Promise<Contenders> {
  const seeds = { latchkey: await seedLatchkey(database, SIGNERS + 2, SIGNERS), betterAuth: await seedBetterAuth(database, SIGNERS) };
  const latchkey = await startLatchkey(await through(await copyDatabase(database, seeds.latchkey, "measured_latchkey")));
  const betterAuth = await startComparison(await through(await copyDatabase(database, seeds.betterAuth, "measured_better_auth")));
  return {
    latchkey: await latchkeyContender(latchkey, SIGNERS),
    betterAuth: contender(betterAuth, betterAuthSignIn(betterAuth), SIGNERS),
  };
}

/** Latchkey alone, on a fresh copy of the same users. `env`: further variables of the server. */
export async function startLatchkeyAlone(database: DatabaseServer, name: string, env: Record<string, string>): Promise<Contender> {
  const seed = await seedLatchkey(database, SIGNERS + 2, SIGNERS);
  return latchkeyContender(await startLatchkey(await copyDatabase(database, seed, name), env), SIGNERS);
}

export async function latchkeyContender(server: Server, signers: number): Promise<Contender> {
  return contender(server, latchkeySignIn(await recordSignIn(server.url)), signers);
}

function contender(server: Server, signIn: SignIn, signers: number): Contender {
  return { server, client: createClient(server.url), users: createUsers(signers), signIn };
}

/** Signs in the next user. Returns the cookies. */
export async function signInAnyUser({ client, users, signIn }: Contender): Promise<string> {
  return signIn(client, await users());
}
