import { getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ACTOR_FIELD } from "@/lib/http/form-state";
import { signOutOther } from "./actions";

type Props = { link: string; current: { id: string; username: string }; username: string };

/** Above the form of a link that is for another user than the one who is signed in. */
export async function OtherUser({ link, current, username }: Props) {
  const t = await getTranslations("linkCookie");
  return (
    <div className="mb-6 grid gap-3 break-words">
      <Notice look="amber" role="status">
        {t("otherUser", { current: current.username, username })}
      </Notice>
      <form action={signOutOther}>
        <input type="hidden" name="link" value={link} />
        <input type="hidden" name={ACTOR_FIELD} value={current.id} />
        <Button type="submit" look="quiet" className="w-full">
          {t("signOut", { current: current.username })}
        </Button>
      </form>
    </div>
  );
}
