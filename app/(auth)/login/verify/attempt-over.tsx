import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { readNextTry } from "@/lib/features/sign-in/attempt";
import type { AttemptView } from "@/lib/features/sign-in/types";
import { getDeps } from "@/lib/http/deps";
import { currentAttemptToken } from "@/lib/http/guards";
import { loginAddress } from "@/lib/http/redirects";
import { whereFrom } from "@/lib/http/request";
import { momentText } from "@/lib/i18n/problem-text";

type Props = { reason: Extract<AttemptView, { status: "over" }>["reason"]; returnTo: string | null; attemptId: unknown };

export async function AttemptOver({ reason, returnTo, attemptId }: Props) {
  const t = await getTranslations("verify.over");
  const wait = reason === "no-tries-left" && (await waitText(attemptId));
  return (
    <>
      <PageHeading heading={t("heading")} lead={t(reason, { appName: getDeps().config.appName })} />
      {wait && <p className="-mt-4 mb-7">{wait}</p>}
      <Link href={loginAddress({ next: returnTo })} className={buttonClass("accent")}>
        {t("startAgain")}
      </Link>
    </>
  );
}

/** The wrong code that has ended a sign-in may have begun a wait for the next one as well. */
async function waitText(attemptId: unknown): Promise<string | null> {
  const retryAt = await readNextTry(getDeps(), { attemptToken: await currentAttemptToken(attemptId), ...(await whereFrom()) });
  return retryAt && (await getTranslations("wait"))("from", { time: await momentText(retryAt) });
}
