import type { Contender } from "./contenders";

/** One check of the session behind the cookie; throws unless it is found. */
export type Check = (contender: Contender, cookie: string) => Promise<void>;

export const latchkeyCheck: Check = async ({ client }, cookie) => {
  const answer = await client.send({ path: "/api/forward-auth", headers: { cookie } });
  if (answer.status !== 200 || !answer.headers["remote-user"]) throw new Error(`/api/forward-auth answered ${answer.status}`);
};

export const betterAuthCheck: Check = async ({ client }, cookie) => {
  const answer = await client.send({ path: "/api/auth/get-session", headers: { cookie } });
  if (answer.status !== 200 || !answer.body.includes('"session"')) throw new Error(`get-session answered ${answer.status}: ${answer.body}`);
};

/** A bare route handler of Next.js. */
export const floorCheck: Check = async ({ client }, cookie) => {
  const answer = await client.send({ path: "/api/floor", headers: { cookie } });
  if (answer.status !== 200) throw new Error(`/api/floor answered ${answer.status}`);
};
