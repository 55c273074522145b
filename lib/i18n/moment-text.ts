import { getFormatter, getNow } from "next-intl/server";

const MS_PER_DAY = 24 * 60 * 60 * 1000;

/** An exact moment to come, in UTC as the server knows no better; without its date where the time alone is clear. */
export async function momentText(at: Date): Promise<string> {
  const isNear = at.getTime() - (await getNow()).getTime() < MS_PER_DAY;
  return (await getFormatter()).dateTime(at, { ...(!isNear && { dateStyle: "medium" }), timeStyle: "long", timeZone: "UTC" });
}
