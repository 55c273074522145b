import { getTranslations } from "next-intl/server";
import type { UserOverview } from "@/lib/users/types";
import { UserRow } from "./user-row";

const CELL = "px-4 py-3 text-left text-sm font-semibold text-quiet";
const WIDE_ONLY = "max-md:hidden";

/** A row a user. On phones the name's cell says what the other columns would. */
export async function UserTable({ users }: { users: UserOverview[] }) {
  const t = await getTranslations("users");
  if (users.length === 0) {
    return <p className="rounded-card border border-line bg-surface p-6 text-quiet shadow-card">{t("none")}</p>;
  }
  return (
    <div className="overflow-hidden rounded-card border border-line bg-surface shadow-card">
      <table className="w-full border-collapse">
        <caption className="sr-only">{t("heading")}</caption>
        <thead className="border-b border-line bg-sunken">
          <tr>
            <th scope="col" className={CELL}>
              {t("columns.user")}
            </th>
            <th scope="col" className={CELL}>
              {t("columns.twoFactor")}
            </th>
            <th scope="col" className={`${CELL} ${WIDE_ONLY}`}>
              {t("columns.emailVerification")}
            </th>
            <th scope="col" className={`${CELL} ${WIDE_ONLY}`}>
              {t("columns.lastSignIn")}
            </th>
            <th scope="col" className={`${CELL} ${WIDE_ONLY}`}>
              {t("columns.created")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {users.map((user) => (
            <UserRow key={user.id} user={user} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
