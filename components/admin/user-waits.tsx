import { getFormatter, getTranslations } from "next-intl/server";
import { Command } from "@/components/ui/command";
import { Notice } from "@/components/ui/notice";
import type { Wait } from "@/lib/guess-budget/types";

/** That tries to sign in have to wait, until when, and who can change that; nothing for most. */
export async function UserWaits({ username, waits }: { username: string; waits: Wait[] }) {
  if (waits.length === 0) return null;
  const t = await getTranslations("user.waits");
  const format = await getFormatter();
  return (
    <Notice look="amber">
      <p className="font-semibold">{t("heading", { username })}</p>
      <ul className="my-2">
        {waits.map(({ secret, knownBrowser, until }) => (
          <li key={`${secret} ${knownBrowser}`}>
            {t(`${secret}.${knownBrowser ? "knownBrowser" : "others"}`, {
              moment: format.dateTime(until, { dateStyle: "long", timeStyle: "medium" }),
            })}
          </li>
        ))}
      </ul>
      <p>{t("lift", { username })}</p>
      <Command>{`npm run admin -- unlock ${username}`}</Command>
    </Notice>
  );
}
