import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { signOut } from "@/app/actions";
import { Preferences } from "@/app/preferences";
import { AccountMenu } from "@/components/account/account-menu";
import { SiteHeader } from "@/components/account/site-frame";
import { FormPageProvider } from "@/components/forms/form";
import { getDeps } from "@/lib/http/deps";
import { formPage } from "@/lib/http/form-notes";
import { currentSession } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";

/** Shows who is signed in. Checks no permission: every page and action does that itself. */
export default async function ConsoleLayout({ children, modal }: { children: ReactNode; modal: ReactNode }) {
  const session = await currentSession();
  if (!session) return children;
  const { appName } = getDeps().config;
  const { username, email, admin } = session.user;
  const menu = await texts("accountMenu");
  return (
    <FormPageProvider {...(await formPage(session))}>
      <SiteHeader appName={appName} homeLabel={(await getTranslations("brand"))("home", { appName })}>
        <AccountMenu
          username={username}
          detail={email ?? (admin ? menu.administrator : null)}
          administrator={admin}
          texts={menu}
          signOut={signOut}
        >
          <Preferences />
        </AccountMenu>
      </SiteHeader>
      <main className="mx-auto max-w-(--page) px-4 py-8 sm:py-12">{children}</main>
      {modal}
    </FormPageProvider>
  );
}
