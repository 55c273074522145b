import { getRequestConfig } from "next-intl/server";
import messages from "./messages/en.json";

/** The one language so far. Times are shown in UTC, and say so, as the server knows no better. */
export default getRequestConfig(async () => ({ locale: "en" as const, messages, timeZone: "UTC" }));
