import { median } from "../measure/load";
import { type Count, type CountingProxy, countStatements } from "../measure/statements";
import { type Contender, signInAnyUser, startContenders } from "./contenders";
import type { Context, Outcome } from "./part";
import { betterAuthCheck, type Check, latchkeyCheck } from "./session-checks";

/** Odd, so that a median is a whole number. */
const TIMES = 15;

/** Counts the statements of a sign-in and a session check; a worker's statement in between does not change the median. */
export async function measureStatements({ database, say }: Context): Promise<Outcome> {
  say("statements of a sign-in and of a session check");
  const proxies: CountingProxy[] = [];
  const { latchkey, betterAuth } = await startContenders(database, async (url) => {
    const proxy = await countStatements(url);
    proxies.push(proxy);
    return proxy.databaseUrl;
  });
  const [ours, theirs] = proxies;
  if (!ours || !theirs) throw new Error("a server was started without its counter");
  const counts = { latchkey: await count(ours, latchkey, latchkeyCheck), betterAuth: await count(theirs, betterAuth, betterAuthCheck) };
  const { signIn, check } = counts.latchkey;
  return {
    numbers: {
      "signin.queries": signIn.statements,
      "signin.queries_without_transaction_control": signIn.statements - signIn.transactionControl,
      "signin.transactions": signIn.transactions,
      "session_check.queries": check.statements,
    },
    samples: { statements: counts },
  };
}

async function count(proxy: CountingProxy, contender: Contender, check: Check): Promise<{ signIn: Count; check: Count }> {
  const signIns: Count[] = [];
  const checks: Count[] = [];
  for (let n = 0; n < TIMES; n++) {
    proxy.take();
    const cookie = await signInAnyUser(contender);
    signIns.push(proxy.take());
    await check(contender, cookie);
    checks.push(proxy.take());
  }
  return { signIn: medianCount(signIns), check: medianCount(checks) };
}

function medianCount(counts: Count[]): Count {
  const of = (key: keyof Count) => median(counts.map((each) => each[key]));
  return { statements: of("statements"), transactionControl: of("transactionControl"), transactions: of("transactions") };
}
