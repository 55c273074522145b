import type { ReactNode } from "react";
import { setTheme } from "@/app/actions";
import { FormPageProvider } from "@/components/forms/form-page";
import { AuthFrame } from "@/components/ui/auth-frame";
import { CookieNotice } from "@/components/ui/cookie-notice";
import { ThemeSwitch } from "@/components/ui/theme-switch";
import { texts } from "@/lib/i18n/texts";
import { getDeps } from "@/lib/web/deps";
import { signInFormPage } from "@/lib/web/form-page";
import { readTheme } from "@/lib/web/theme";

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
