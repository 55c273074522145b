import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/components/ui/notice";
import { currentAttempt } from "@/lib/web/current-attempt";
import { verifyAddress } from "@/lib/web/login-address";

/**
 * The way back to a sign-in that waits for its code in this browser; nobody is sent there, as they may want to start anew.
 * It leads on to `returnTo`, else to where that sign-in was begun for.
 */
export async function PendingSignIn({ returnTo }: { returnTo: string | null }) {
  if ((await currentAttempt()).status !== "pending") return null;
  const t = await getTranslations("login");
  return (
    <div className="mb-6">
      <Notice look="calm" role="status">
        <p>{t("waiting")}</p>
        <Link
          href={verifyAddress(returnTo)}
          prefetch={false}
          className="inline-flex min-h-11 items-center font-semibold text-accent-strong underline underline-offset-4"
        >
          {t("continue")}
        </Link>
      </Notice>
    </div>
  );
}
