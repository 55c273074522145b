import "next-intl";
import { getMessages } from "next-intl/server";
import type en from "./messages/en.json";

/** Every visible text; `en.json` is the source, other languages follow its shape. */
export type Messages = typeof en;

declare module "next-intl" {
  /** Makes a key that is not in `en.json` a type error. */
  interface AppConfig {
    Locale: "en";
    Messages: Messages;
  }
}

/** A branch of the messages as finished strings, to hand to a client component; for texts without placeholders. */
export async function texts<N extends keyof Messages>(namespace: N): Promise<Messages[N]> {
  const messages: Messages = await getMessages();
  return messages[namespace];
}
