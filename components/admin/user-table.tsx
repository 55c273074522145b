import { getTranslations } from "next-intl/server";
import { Table } from "@/components/ui/table";
import type { UserOverview } from "@/lib/features/account/types";
import { UserRow } from "./user-row";

const WIDE_ONLY = "max-md:hidden";

/** A row a user. On phones the name's cell says what the other columns would. */
export async function UserTable({ users }: { users: UserOverview[] }) {
  const t = await getTranslations("users");
  if (users.length === 0) {
    return <p className="rounded-card border border-line bg-surface p-6 text-quiet shadow-card">{t("none")}</p>;
  }
  const columns = [
    { name: t("columns.user") },
    { name: t("columns.twoFactor") },
    { name: t("columns.emailVerification"), wideOnly: WIDE_ONLY },
    { name: t("columns.lastSignIn"), wideOnly: WIDE_ONLY },
    { name: t("columns.created"), wideOnly: WIDE_ONLY },
  ];
  return (
    <Table caption={t("heading")} columns={columns}>
      {users.map((user) => (
        <UserRow key={user.id} user={user} />
      ))}
    </Table>
  );
}
