import type { ReactNode } from "react";
import { setTheme } from "@/app/actions";
import { FormPageProvider } from "@/components/forms/form-page";
import { AuthFrame } from "@/components/ui/auth-frame";
import { ThemeSwitch } from "@/components/ui/theme-switch";
import { texts } from "@/lib/i18n/texts";
import { getDeps } from "@/lib/web/deps";
import { signInFormPage } from "@/lib/web/form-page";
import { readTheme } from "@/lib/web/theme";

export default async function AuthLayout({ children }: { children: ReactNode }) {
  const brand = await texts("brand");
  const themeSwitch = <ThemeSwitch current={await readTheme()} texts={await texts("theme")} action={setTheme} />;
  return (
    <FormPageProvider {...(await signInFormPage())}>
      <AuthFrame appName={getDeps().config.appName} promise={brand.promise} detail={brand.promiseDetail} footer={themeSwitch}>
        {children}
      </AuthFrame>
    </FormPageProvider>
  );
}
