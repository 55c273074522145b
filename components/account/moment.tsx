import { getFormatter, getTranslations } from "next-intl/server";
import { LocalTime, type TimeStyle } from "@/components/ui/local-time";

/** When something happened: in the reader's zone, and in UTC where JavaScript does not run. */
export async function Moment({ at, ...style }: { at: Date } & TimeStyle) {
  const format = await getFormatter();
  const utc = (await getTranslations("time"))("utc", { moment: format.dateTime(at, style) });
  return <LocalTime at={at.toISOString()} utc={utc} style={style} />;
}
