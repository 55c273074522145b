import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page";
import { isLinkId } from "@/lib/http/cookie-names";
import { readLinkToken } from "@/lib/http/cookies";
import { getDeps } from "@/lib/http/deps";
import type { Result } from "@/lib/platform/result";
import { LINK_COOKIE_LIFETIME_SECONDS } from "@/lib/policy";

type OpenedLink<T> = { ok: true; id: string; value: T } | { ok: false; instead: ReactNode };

/** Reads the link that the page is for. Without a valid one returns what replaces the form; `invalid` says why it is invalid. */
export async function openLink<T>(
  id: unknown,
  invalid: string,
  read: (token: string) => Promise<Result<T, unknown>>,
): Promise<OpenedLink<T>> {
  if (!isLinkId(id)) return { ok: false, instead: <InvalidLink description={invalid} /> };
  const token = await readLinkToken(id);
  if (!token) return { ok: false, instead: <LinkCookieMissing /> };
  const link = await read(token);
  return link.ok ? { ok: true, id, value: link.value } : { ok: false, instead: <InvalidLink description={invalid} /> };
}

async function InvalidLink({ description }: { description: string }) {
  const t = await getTranslations("linkInvalid");
  return (
    <>
      <PageHeading heading={t("heading")} description={description} />
      <Link href="/login" className={buttonClass("accent")}>
        {t("toLogin")}
      </Link>
    </>
  );
}

/** The browser has refused or lost the cookie of the link. */
async function LinkCookieMissing() {
  const t = await getTranslations("linkCookie");
  return (
    <>
      <PageHeading heading={t("heading")} description={t("description", { minutes: LINK_COOKIE_LIFETIME_SECONDS / 60 })} />
      <p>{t("again", { address: getDeps().config.appUrl })}</p>
    </>
  );
}
