import type {} from "next-intl";
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
