import { getRequestConfig } from "next-intl/server";
import messages from "./messages/en.json";

/** The one language so far. The server knows no zone but UTC, and says so; the browser shows the reader's (components/account/moment.tsx). */
export default getRequestConfig(async () => ({ locale: "en" as const, messages, timeZone: "UTC" }));
