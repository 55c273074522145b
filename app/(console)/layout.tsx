import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { signOut } from "@/app/actions";
import { Preferences } from "@/app/preferences";
import { AccountMenu } from "@/components/account/account-menu";
import { HeaderNav } from "@/components/account/header-nav";
import { SiteFooter, SiteHeader, SiteMain, SkipLink } from "@/components/account/site-frame";
import { FormPageProvider } from "@/components/forms/form";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { getDeps } from "@/lib/http/deps";
import { formPage, signInFormPage } from "@/lib/http/form-notes";
import { currentSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { version } from "@/package.json";

/**
 * Shows who is signed in. Checks no permission: every page and action does that itself. Strangers see the help and missing pages in it. The
 * version is for signed-in users alone, as it tells attackers which weaknesses a console has.
 */
export default async function ConsoleLayout({ children, modal }: { children: ReactNode; modal: ReactNode }) {
  const session = await currentSession();
  const { appName } = getDeps().config;
  const brand = { appName, homeLabel: (await getTranslations("brand"))("home", { appName }) };
  const t = await getTranslations("footer");
  if (!session) {
    return (
      <FormPageProvider {...(await signInFormPage())}>
        <div className={PAGE}>
          <SiteHeader {...brand} />
          <SiteMain>{children}</SiteMain>
          <SiteFooter help={t("help")}>
            <Preferences />
          </SiteFooter>
        </div>
      </FormPageProvider>
    );
  }
  return (
    <FormPageProvider {...(await formPage(session))}>
      <div className={PAGE}>
        <SkipLink text={(await texts("navigation")).skip} />
        <SiteHeader {...brand} navigation={<Navigation session={session} />} account={<Account session={session} />} />
        <SiteMain>{children}</SiteMain>
        <SiteFooter help={t("help")}>
          <span>{t("version", { version })}</span>
        </SiteFooter>
      </div>
      {modal}
    </FormPageProvider>
  );
}

const PAGE = "flex min-h-dvh flex-col";

type Props = { session: CurrentSession };

async function Navigation({ session }: Props) {
  const { label, home, users, audit, outbox } = await texts("navigation");
  const administration = [
    { href: "/admin/users", text: users },
    { href: "/admin/audit", text: audit },
    { href: "/admin/outbox", text: outbox },
  ];
  return <HeaderNav label={label} links={[{ href: "/", text: home }, ...(session.user.admin ? administration : [])]} />;
}

async function Account({ session }: Props) {
  const { username, email, admin } = session.user;
  const menu = await texts("accountMenu");
  return (
    <AccountMenu username={username} detail={email ?? (admin ? menu.administrator : null)} texts={menu} signOut={signOut}>
      <Preferences />
    </AccountMenu>
  );
}
