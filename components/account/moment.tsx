import { getFormatter, getTranslations } from "next-intl/server";
import { LocalTime, type TimeStyle } from "@/components/ui/hydrated";

/** A point in time: in the reader's time zone, and in UTC without JavaScript; `relative` as an age while it is recent. */
export async function Moment({ at, relative, ...style }: { at: Date; relative?: boolean } & TimeStyle) {
  const format = await getFormatter();
  const utc = (await getTranslations("time"))("utc", { moment: format.dateTime(at, style) });
  return <LocalTime at={at.toISOString()} utc={utc} style={style} relative={relative} />;
}
