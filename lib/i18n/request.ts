import { getRequestConfig } from "next-intl/server";
import messages from "./messages/en.json";

/** The only language so far. The server shows UTC and says so; the browser shows the user's zone (components/account/moment.tsx). */
export default getRequestConfig(async () => ({ locale: "en" as const, messages, timeZone: "UTC" }));
