import { getTranslations } from "next-intl/server";
import { buttonClass } from "@/components/ui/button";
import { ShellCommand } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page";
import { getDeps } from "@/lib/http/deps";
import { SETUP_LINK_LIFETIME_SECONDS } from "@/lib/policy";

/** In place of the sign-in form while there is no account: says where the link for the first administrator is. */
export async function FirstStart() {
  const t = await getTranslations("login.firstStart");
  return (
    <>
      <PageHeading heading={t("heading", { appName: getDeps().config.appName })} description={t("description")} />
      <div className="mb-7 grid gap-4">
        <div>
          <p>{t("where")}</p>
          <ShellCommand>npm start</ShellCommand>
        </div>
        <p>{t("again", { minutes: SETUP_LINK_LIFETIME_SECONDS / 60 })}</p>
      </div>
      {/* A plain link loads the page again: the administrator may have been created elsewhere. */}
      <a href="/login" className={buttonClass("plain")}>
        {t("reload")}
      </a>
    </>
  );
}
