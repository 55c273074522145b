import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Moment } from "@/components/account/moment";
import type { UserOverview } from "@/lib/features/account/types";
import { AccountTags } from "./account-tags";
import { TwoFactorTag } from "./two-factor-tag";

export async function UserRow({ user }: { user: UserOverview }) {
  const t = await getTranslations("users");
  const lastSignIn = user.lastSignInAt ? <Moment at={user.lastSignInAt} dateStyle="medium" timeStyle="short" /> : <span>{t("never")}</span>;
  const emailVerification = t(user.emailVerification ? "on" : "off");
  return (
    <tr className="align-top hover:bg-sunken">
      <td className="px-4 py-3">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={`/admin/users/${user.id}`}
            prefetch={false}
            className="rounded-field py-1 font-semibold wrap-anywhere text-accent underline-offset-4 hover:underline"
          >
            <bdi>{user.username}</bdi>
          </Link>
          <AccountTags user={user} />
        </div>
        <p className="text-sm wrap-anywhere text-quiet">{user.email ?? t("noEmail")}</p>
        <p className="mt-1 text-sm text-quiet md:hidden">{`${t("columns.emailVerification")}: ${emailVerification}`}</p>
        <p className="text-sm text-quiet md:hidden">
          <span>{`${t("columns.lastSignIn")}: `}</span>
          {lastSignIn}
        </p>
      </td>
      <td className="px-4 py-4">
        <TwoFactorTag state={user.twoFactor.state} />
      </td>
      <td className="px-4 py-4 max-md:hidden">{emailVerification}</td>
      <td className="px-4 py-4 whitespace-nowrap tabular-nums max-md:hidden">{lastSignIn}</td>
      <td className="px-4 py-4 whitespace-nowrap tabular-nums max-md:hidden">
        <Moment at={user.createdAt} dateStyle="medium" />
      </td>
    </tr>
  );
}
