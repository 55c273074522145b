import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { signOut } from "@/app/actions";
import { Button, buttonClass } from "@/components/ui/button";

/** In the place of the form where a session is there that must not be used without a word. */
export async function SignedIn({ username, onward }: { username: string; onward: string }) {
  const t = await getTranslations("login.signedIn");
  return (
    <>
      <p className="mb-5 break-words">{t("as", { username })}</p>
      <div className="grid gap-3">
        <Link href={onward} prefetch={false} className={buttonClass("accent")}>
          {t("continue", { username })}
        </Link>
        <form action={signOut}>
          <Button type="submit" look="quiet" className="w-full">
            {t("signOut")}
          </Button>
        </form>
      </div>
    </>
  );
}
