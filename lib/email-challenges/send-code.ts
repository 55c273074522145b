import { enqueueMail } from "@/lib/mail/enqueue-mail";
import type { ClientInfo } from "@/lib/platform/client-info";
import { addSeconds } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/db/connect";
import type { Deps } from "@/lib/platform/deps";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { describeUserAgent } from "@/lib/platform/user-agent";
import { EMAIL_CODE_LIFETIME_SECONDS, EMAIL_CODE_TRIES } from "@/lib/policy";
import { emailCodeHash, generateEmailCode } from "./code";
import { MAIL_KIND } from "./mail-kind";
import { readSendState } from "./send-state";
import { insertChallenge, lockSends } from "./store";
import type { Binding, SendProblem, SettingsWithAddress } from "./types";

type Input = {
  user: { id: string; username: string };
  address: string;
  binding: Binding;
  client: ClientInfo;
  settings?: SettingsWithAddress;
};

/**
 * Makes a code and puts its mail into the outbox, both in the caller's transaction; the mail's id, to be sent after
 * commit. Codes sent before stay good until they run out, so one that is still on its way is never void on arrival.
 */
export async function sendCode(deps: Deps, tx: Transaction, input: Input): Promise<Result<{ mailId: string }, SendProblem>> {
  const { user, address, binding, client, settings } = input;
  const at = deps.clock.now();
  await lockSends(tx, user.id);
  const { sendAgainAt } = await readSendState(tx, user.id, binding, at);
  if (sendAgainAt > at) return refuse({ code: "send-again-later", retryAt: sendAgainAt });
  const code = generateEmailCode(deps.random);
  await insertChallenge(tx, binding, {
    userId: user.id,
    address,
    codeHash: emailCodeHash(deps.keyedHash, binding, code),
    triesLeft: EMAIL_CODE_TRIES,
    createdAt: at,
    expiresAt: addSeconds(at, EMAIL_CODE_LIFETIME_SECONDS),
    ...settings,
  });
  const { browser, system } = describeUserAgent(client.userAgent);
  const expiresInMinutes = EMAIL_CODE_LIFETIME_SECONDS / 60;
  const mail = { kind: MAIL_KIND[binding.purpose], code, expiresInMinutes, at, ip: client.ip, browser, system };
  return ok({ mailId: await enqueueMail(deps, tx, { userId: user.id, username: user.username, to: address, mail }) });
}
