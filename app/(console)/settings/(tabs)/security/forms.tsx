import { getTranslations } from "next-intl/server";
import { reverifiedFormProps } from "@/app/(console)/reverified-form";
import { enrolmentTexts } from "@/app/(console)/settings/two-factor/enrolment";
import { ChangePasswordForm, DisableForm, ReplaceCodesForm } from "@/components/settings/security-forms";
import { readProtectionWithoutTwoFactor } from "@/lib/features/account/settings";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { hasTwoFactor } from "@/lib/features/two-factor/two-factor";
import { getDeps } from "@/lib/http/deps";
import { orSignedOut } from "@/lib/http/guards";
import { texts } from "@/lib/i18n/messages";
import { PASSWORD_MAX_LENGTH } from "@/lib/policy";
import { changePassword, closeBackupCodes, disableTwoFactor, replaceCodes } from "./actions";

type Props = { session: CurrentSession };

/** What the forms of Security Settings have in common; each is shown in a dialog and, without JavaScript, on a page. */
async function formProps(session: CurrentSession) {
  return { ...(await reverifiedFormProps(session, getDeps().config.passwordMinLength)), texts: await texts("security") };
}

export async function ChangePassword({ session }: Props) {
  const t = await getTranslations("security.password");
  const { passwordMinLength } = getDeps().config;
  const hint = t("hint", { minimum: passwordMinLength, maximum: PASSWORD_MAX_LENGTH });
  return <ChangePasswordForm {...(await formProps(session))} action={changePassword} {...{ hint, passwordMinLength }} />;
}

export async function ReplaceBackupCodes({ session }: Props) {
  const { file, texts: enrolment } = await enrolmentTexts(session.user.username, "enabled");
  const props = { ...(await formProps(session)), file, codesTexts: enrolment.codes };
  return <ReplaceCodesForm {...props} action={replaceCodes} close={closeBackupCodes} />;
}

export async function DisableTwoFactor({ session }: Props) {
  const t = await getTranslations("security.disable");
  const { email } = session.user;
  const left = await orSignedOut(readProtectionWithoutTwoFactor(getDeps(), session.user.id));
  const delivery = getDeps().mailTransport ? "sent" : "queued";
  const consequence = left === "password" ? t("consequences.password") : t(`consequences.email-code.${delivery}`, { address: email ?? "" });
  const off = !(await hasTwoFactor(getDeps(), session.user.id));
  return <DisableForm {...(await formProps(session))} action={disableTwoFactor} consequence={consequence} off={off} />;
}
