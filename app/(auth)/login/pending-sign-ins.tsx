import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/components/ui/notice";
import { pendingAttempts } from "@/lib/http/guards";
import { verifyAddress } from "@/lib/http/redirects";

/**
 * Links to the pending sign-ins of this browser, each with its account. They redirect to `returnTo`, else to
 * the page that the sign-in was started for.
 */
export async function PendingSignIns({ returnTo }: { returnTo: string | null }) {
  const attempts = await pendingAttempts();
  const t = await getTranslations("login");
  return attempts.map(({ id, username }) => (
    <div key={id} className="mb-6">
      <Notice variant="calm" role="status">
        <p className="wrap-anywhere">{t("waiting", { username })}</p>
        <Link
          href={verifyAddress(returnTo, attempts.length > 1 ? id : undefined)}
          prefetch={false}
          className="inline-flex min-h-11 items-center font-semibold text-accent-strong underline underline-offset-4"
        >
          {t("continue")}
        </Link>
      </Notice>
    </div>
  ));
}

/** Other pending sign-ins of this browser, such as in another tab: each is named and can be continued. */
export async function OtherSignIns({ shown }: { shown: string }) {
  const attempts = await pendingAttempts();
  const position = attempts.findIndex(({ id }) => id === shown);
  const t = await getTranslations("verify");
  return attempts.map(({ id, username }, index) => {
    if (id === shown) return null;
    return (
      <div key={id} className="mb-6">
        <Notice variant="amber" role="status">
          <p className="wrap-anywhere">{t(index < position ? "newer" : "older", { username })}</p>
          <Link
            href={verifyAddress(null, id)}
            prefetch={false}
            className="inline-flex min-h-11 items-center font-semibold underline underline-offset-4 wrap-anywhere"
          >
            {t("switchTo", { username })}
          </Link>
        </Notice>
      </div>
    );
  });
}
