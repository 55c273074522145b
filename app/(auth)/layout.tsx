import type { ReactNode } from "react";
import { setTheme } from "@/app/actions";
import { CookieNotice } from "@/components/account/cookie-notice";
import { AuthFrame, ThemeSwitch } from "@/components/account/site-frame";
import { FormPageProvider } from "@/components/forms/form";
import { readTheme } from "@/lib/http/cookies";
import { getDeps } from "@/lib/http/deps";
import { signInFormPage } from "@/lib/http/form-notes";
import { texts } from "@/lib/i18n/messages";

export default async function AuthLayout({ children }: { children: ReactNode }) {
  const brand = await texts("brand");
  const themeSwitch = <ThemeSwitch current={await readTheme()} texts={await texts("theme")} action={setTheme} />;
  const { appName, appUrl } = getDeps().config;
  return (
    <FormPageProvider {...(await signInFormPage())}>
      <AuthFrame appName={appName} promise={brand.promise} detail={brand.promiseDetail} footer={themeSwitch}>
        <CookieNotice address={appUrl} texts={await texts("cookieNotice")} />
        {children}
      </AuthFrame>
    </FormPageProvider>
  );
}
