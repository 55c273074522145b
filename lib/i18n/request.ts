import { getRequestConfig } from "next-intl/server";
import { requestLocale } from "@/lib/http/request-locale";
import { loadMessages } from "./load-messages";

/** The server shows UTC and says so; the browser shows the user's zone (components/account/moment.tsx). */
export default getRequestConfig(async () => {
  const locale = await requestLocale();
  return { locale, messages: await loadMessages(locale), timeZone: "UTC" };
});
