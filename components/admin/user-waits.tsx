import { getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import { Command } from "@/components/ui/command";
import { Notice } from "@/components/ui/notice";
import { Sentence } from "@/components/ui/sentence";
import type { Wait } from "@/lib/features/throttle/throttle";

/** That tries to sign in have to wait, until when, and who can change that; nothing for most. */
export async function UserWaits({ username, waits }: { username: string; waits: Wait[] }) {
  if (waits.length === 0) return null;
  const t = await getTranslations("user.waits");
  return (
    <Notice look="amber">
      <p className="font-semibold">{t("heading", { username })}</p>
      <ul className="my-2">
        {waits.map(({ secret, knownBrowser, until }) => (
          <li key={`${secret} ${knownBrowser}`}>
            <Sentence>
              {t.rich(`${secret}.${knownBrowser ? "knownBrowser" : "others"}`, {
                moment: () => <Moment at={until} dateStyle="long" timeStyle="medium" />,
              })}
            </Sentence>
          </li>
        ))}
      </ul>
      <p>{t("lift", { username })}</p>
      <Command>{`npm run admin -- unlock ${username}`}</Command>
    </Notice>
  );
}
