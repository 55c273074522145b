import { getMessages } from "next-intl/server";
import type { Messages } from "./messages";

/** A branch of the messages as finished strings, to hand to a client component; for texts without placeholders. */
export async function texts<N extends keyof Messages>(namespace: N): Promise<Messages[N]> {
  const messages: Messages = await getMessages();
  return messages[namespace];
}
