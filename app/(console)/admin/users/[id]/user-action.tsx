import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { reverifiedFormProps } from "@/app/(console)/reverified-form";
import { ActionDialog } from "@/components/forms/action-dialog";
import { ModalOrigin } from "@/components/ui/modal";
import type { UserOverview } from "@/lib/features/account/types";
import type { UserAction } from "@/lib/features/administration/types";
import type { CurrentSession } from "@/lib/features/sessions/session";
import { protectionWithoutTwoFactor } from "@/lib/features/two-factor/state";
import { texts } from "@/lib/i18n/messages";
import { UserActionForm } from "./[action]/user-action-form";

type Props = { session: CurrentSession; user: UserOverview; action: UserAction };

/** A button that opens the confirmation of an action in a dialog; without JavaScript a link to its page. */
export async function UserActionButton({ session, user, action }: Props) {
  const messages = await texts("userAction");
  return (
    <ModalOrigin back={user.username} inDialog={false}>
      <div>
        <ActionDialog
          label={messages[action].name}
          variant="plain"
          href={`/admin/users/${user.id}/${action}`}
          cancelText={messages.form.cancel}
        >
          <UserActionConfirmation {...{ session, user, action }} />
        </ActionDialog>
      </div>
    </ModalOrigin>
  );
}

/** The same for all forms of a page. */
const formProps = cache(reverifiedFormProps);

/** What will happen to which user, and the form that asks for reverification. */
export async function UserActionConfirmation({ session, user, action }: Props) {
  const t = await getTranslations("userAction");
  const { id: userId, username } = user;
  const paragraphs = [t(`${action}.does`, { username }), await consequence(action, user)];
  return (
    <UserActionForm
      target={{ userId, username }}
      action={action}
      heading={t(`${action}.heading`, { username })}
      paragraphs={paragraphs.filter((text) => text !== null)}
      confirmLabel={t("delete.confirm", { username })}
      texts={await texts("userAction")}
      linkTexts={(await texts("invitation")).link}
      {...(await formProps(session))}
    />
  );
}

/** What the action means for this account, where accounts differ: computed from all of its factors (T12). */
async function consequence(action: UserAction, user: UserOverview): Promise<string | null> {
  const t = await getTranslations("userAction");
  if (action === "reset-2fa") return t(`reset-2fa.consequences.${protectionWithoutTwoFactor(user)}`);
  if (action === "turn-off-email-verification")
    return t(`turn-off-email-verification.consequences.${user.twoFactor.state === "not-enabled" ? "password" : "two-factor"}`);
  if (action === "new-link" && user.hasPassword) return t("new-link.consequences.password", { username: user.username });
  return null;
}
