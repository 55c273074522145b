import { getTranslations } from "next-intl/server";
import { ok } from "@/lib/platform/result";
import { PASSWORD_LINK_LIFETIME_SECONDS } from "@/lib/policy";
import { sendSoon } from "./send-soon";

type Link = { link: string; userId: string; username: string; email: string | null; mailId: string | null };

/** Sends the mail that holds the link, and puts into words what has become of it. */
export async function madeLink({ link, userId, username, email, mailId }: Link) {
  const t = await getTranslations("invitation.link");
  const sent = mailId ? await sendSoon(mailId) : ok("kept" as const);
  const status = sent.ok ? sent.value : "failed";
  return {
    link,
    userId,
    created: t("created", { username }),
    lead: t("lead", { hours: PASSWORD_LINK_LIFETIME_SECONDS / 3600 }),
    mail: email && t(`mail.${status}`, { email }),
  };
}
