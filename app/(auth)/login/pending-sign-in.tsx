import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/components/ui/notice";
import { readAttempt } from "@/lib/login/read-attempt";
import { readAttemptToken } from "@/lib/web/cookies";
import { getDeps } from "@/lib/web/deps";

/** The way back to a sign-in that waits for its code in this browser; nobody is sent there, as they may want to start anew. */
export async function PendingSignIn() {
  const attempt = await readAttempt(getDeps(), await readAttemptToken());
  if (attempt.status !== "pending") return null;
  const t = await getTranslations("login");
  return (
    <div className="mb-6">
      <Notice look="calm" role="status">
        <p>{t("waiting")}</p>
        <Link
          href="/login/verify"
          prefetch={false}
          className="inline-flex min-h-11 items-center font-semibold text-accent-strong underline underline-offset-4"
        >
          {t("continue")}
        </Link>
      </Notice>
    </div>
  );
}
