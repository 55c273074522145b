import type { ReactNode } from "react";
import { Preferences } from "@/app/preferences";
import { CookieNotice } from "@/components/account/cookie-notice";
import { AuthFrame, HelpLink } from "@/components/account/site-frame";
import { FormPageProvider } from "@/components/forms/form";
import { getDeps } from "@/lib/http/deps";
import { signInFormPage } from "@/lib/http/form-notes";
import { texts } from "@/lib/i18n/messages";

export default async function AuthLayout({ children }: { children: ReactNode }) {
  const brand = await texts("brand");
  const footer = (
    <>
      <Preferences />
      <HelpLink text={(await texts("footer")).help} />
    </>
  );
  const { appName, appUrl } = getDeps().config;
  return (
    <FormPageProvider {...(await signInFormPage())}>
      <AuthFrame appName={appName} promise={brand.promise} detail={brand.promiseDetail} footer={footer}>
        <CookieNotice address={appUrl} texts={await texts("cookieNotice")} />
        {children}
      </AuthFrame>
    </FormPageProvider>
  );
}
