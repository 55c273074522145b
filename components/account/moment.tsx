import { getFormatter, getTranslations } from "next-intl/server";
import { LocalTime, type TimeStyle } from "@/components/ui/hydrated";

/** A point in time: in the reader's time zone, and in UTC without JavaScript. */
export async function Moment({ at, ...style }: { at: Date } & TimeStyle) {
  const format = await getFormatter();
  const utc = (await getTranslations("time"))("utc", { moment: format.dateTime(at, style) });
  return <LocalTime at={at.toISOString()} utc={utc} style={style} />;
}
