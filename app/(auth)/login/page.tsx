import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { signOut } from "@/app/actions";
import { Button, buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page";
import { readSessionEnd } from "@/lib/features/sessions/end-sessions";
import { type LoginNotice, loginNoticeSchema } from "@/lib/features/sign-in/schema";
import { postLoginUrl } from "@/lib/http/after-sign-in";
import { readSessionToken } from "@/lib/http/cookies";
import { getDeps } from "@/lib/http/deps";
import { isSetUp } from "@/lib/http/first-start";
import { ACTOR_FIELD } from "@/lib/http/form-state";
import { currentSession } from "@/lib/http/guards";
import { readReturnTo } from "@/lib/http/redirects";
import { fieldErrorTexts, texts } from "@/lib/i18n/messages";
import { SESSION_INACTIVITY_SECONDS } from "@/lib/policy";
import { FirstStart } from "./first-start";
import { LoginForm } from "./login-form";
import { PendingSignIns } from "./pending-sign-ins";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("login");
  return { title: t("title"), description: t("metaDescription", { appName: getDeps().config.appName }) };
}

/** No redirect for a signed-in user after these: the session may be another user's, or the redirect may loop. */
const SHOWN_TO_SIGNED_IN: LoginNotice[] = ["account-created", "password-set", "application-not-reached"];

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LoginPage({ searchParams }: Props) {
  const { next, remember, notice } = await searchParams;
  const returnTo = readReturnTo(next);
  const parsedNotice = loginNoticeSchema.safeParse(notice);
  const session = await currentSession();
  const stays = session && parsedNotice.success && SHOWN_TO_SIGNED_IN.includes(parsedNotice.data);
  if (session && !stays) redirect(postLoginUrl(returnTo));
  if (!session && !(await isSetUp())) return <FirstStart />;
  const t = await getTranslations("login");
  return (
    <>
      <PageHeading heading={t("heading")} description={t("description", { appName: getDeps().config.appName })} />
      {parsedNotice.success && (
        <div className="mb-6">
          <Notice variant="calm" role="status">
            {parsedNotice.data === "session-ended"
              ? await endText()
              : t(`notices.${parsedNotice.data}`, { address: getDeps().config.appUrl })}
          </Notice>
        </div>
      )}
      {session ? (
        <SignedIn userId={session.user.id} username={session.user.username} destination={postLoginUrl(returnTo)} />
      ) : (
        <>
          <PendingSignIns returnTo={returnTo} />
          <LoginForm
            returnTo={returnTo}
            remember={remember === "on"}
            texts={(await texts("login")).form}
            errorTexts={await fieldErrorTexts()}
          />
        </>
      )}
    </>
  );
}

/** Why the session of this browser's token ended; says nothing when the reason is unknown. */
async function endText(): Promise<string> {
  const t = await getTranslations("login");
  const token = await readSessionToken();
  const end = token ? await readSessionEnd(getDeps(), token) : "unknown";
  return t(`ended.${end}`, { minutes: SESSION_INACTIVITY_SECONDS / 60 });
}

/** Replaces the form when a session exists that must not be used without confirmation. */
async function SignedIn({ userId, username, destination }: { userId: string; username: string; destination: string }) {
  const t = await getTranslations("login.signedIn");
  return (
    <>
      <p className="mb-5 break-words">{t("as", { username })}</p>
      <div className="grid gap-3">
        <Link href={destination} prefetch={false} className={buttonClass("accent")}>
          {t("continue", { username })}
        </Link>
        <form action={signOut}>
          <input type="hidden" name={ACTOR_FIELD} value={userId} />
          <Button type="submit" variant="quiet" className="w-full">
            {t("signOut")}
          </Button>
        </form>
      </div>
    </>
  );
}
