import { texts } from "@/lib/i18n/texts";
import { sendSoon } from "./send-soon";

/** Sends the mail with a code, and puts into words what became of it: gone, on its way, kept on this console, or refused. */
export async function sentText(mailId: string): Promise<string> {
  return (await texts("delivery"))[await outcome(mailId)];
}

/** The same for one more code, asked for by `Send again`. */
export async function sentAgainText(mailId: string): Promise<string> {
  return (await texts("sendAgain")).done[await outcome(mailId)];
}

async function outcome(mailId: string) {
  const sent = await sendSoon(mailId);
  return sent.ok ? sent.value : "failed";
}
