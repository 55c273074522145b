import { v7 } from "uuid";
import type { Deps } from "@/lib/platform/deps";
import type { MailFailure } from "@/lib/platform/mail/types";
import { ok, type Result, refuse } from "@/lib/platform/result";
import { writeLetter } from "./letters/write-letter";
import { messageId } from "./message-id";
import { renderLetter } from "./templates/render-letter";

/** Sends a mail past the outbox, to find out at which stage it fails. Answers with what took it. */
export async function sendTestMail(
  { config, mailTransport, clock, random }: Deps,
  { to }: { to: string },
): Promise<Result<{ acceptedBy: string }, MailFailure | { stage: "outbox" }>> {
  if (!mailTransport || !config.mail) return refuse({ stage: "outbox" });
  const { from } = config.mail;
  const { host: appHost } = new URL(config.appUrl);
  const letter = writeLetter({ appName: config.appName, appHost, username: to }, { kind: "test" });
  const id = v7({ msecs: clock.now().getTime(), random: random.bytes(16) });
  const sent = await mailTransport.send({
    from,
    to,
    subject: letter.subject,
    ...(await renderLetter(letter)),
    messageId: messageId(id, from),
  });
  return sent.ok ? ok({ acceptedBy: mailTransport.description }) : sent;
}
