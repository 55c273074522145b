import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Card } from "@/components/ui/card";
import { PageHeading } from "@/components/ui/page";
import { getDeps } from "@/lib/http/deps";
import { currentSession } from "@/lib/http/guards";
import { EMAIL_CODE_LIFETIME_SECONDS, TOTP_PERIOD_SECONDS } from "@/lib/policy";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("help"))("title") };
}

/** For everyone: most of who need it cannot sign in. */
export default async function HelpPage() {
  const t = await getTranslations("help");
  const { appName } = getDeps().config;
  const answers = [
    { id: "lost-phone", heading: t("lostPhone.heading"), texts: [t("lostPhone.text"), t("lostPhone.without")] },
    {
      id: "wrong-code",
      heading: t("wrongCode.heading"),
      texts: [t("wrongCode.text", { seconds: TOTP_PERIOD_SECONDS, appName }), t("wrongCode.clock")],
    },
    { id: "lost-backup-codes", heading: t("lostCodes.heading"), texts: [t("lostCodes.text")] },
    {
      id: "no-email",
      heading: t("noEmail.heading"),
      texts: [t("noEmail.text", { minutes: EMAIL_CODE_LIFETIME_SECONDS / 60 }), t("noEmail.without")],
    },
    { id: "administrator", heading: t("administrator.heading"), texts: [t("administrator.text"), t("administrator.never")] },
  ];
  return (
    <>
      <PageHeading heading={t("heading")} description={t("description")} />
      <div className="grid gap-5">
        {answers.map(({ id, heading, texts }) => (
          <Card key={id} id={id} heading={heading}>
            {texts.map((text) => (
              <p key={text} className="mt-2 max-w-prose">
                {text}
              </p>
            ))}
          </Card>
        ))}
      </div>
      {!(await currentSession()) && (
        <Link
          href="/login"
          prefetch={false}
          className="mt-5 inline-flex min-h-11 items-center rounded-field font-semibold text-accent-strong underline underline-offset-4"
        >
          {t("signIn")}
        </Link>
      )}
    </>
  );
}
