"use server";

import { redirect } from "next/navigation";
import { setPassword } from "@/lib/features/account/one-time-links";
import { setPasswordSchema } from "@/lib/features/account/schema";
import { getDeps } from "@/lib/http/deps";
import { ACTOR_FIELD, type FormFields, type FormState } from "@/lib/http/form-state";
import { currentSession } from "@/lib/http/guards";
import { isLinkId, readLinkToken } from "@/lib/http/one-time-link";
import { linkAddress, loginAddress } from "@/lib/http/redirects";
import { clientInfo } from "@/lib/http/request";
import { answerForm } from "@/lib/http/run-action";
import { SIGNED_OUT_NOTICE } from "@/lib/http/security-headers";
import { signOutHere } from "@/lib/http/sign-in";
import { fieldErrors } from "@/lib/i18n/field-errors";
import { problemText } from "@/lib/i18n/problem-text";

export async function choosePassword(_state: FormState, data: unknown): Promise<FormState> {
  return answerForm({ name: "set-password" }, data, async (typed) => ({ state: await submit(typed), owner: "" }));
}

async function submit(typed: FormFields): Promise<FormState> {
  const parsed = setPasswordSchema.safeParse(typed);
  if (!parsed.success) return { fieldErrors: await fieldErrors(parsed.error) };
  const link = isLinkId(typed.link) ? typed.link : null;
  if (!link) redirect("/set-password");
  const token = await readLinkToken(link);
  if (!token) redirect(linkAddress("/set-password", link));
  const set = await setPassword(getDeps(), { token, password: parsed.data.password, client: await clientInfo() });
  if (set.ok) redirect(loginAddress({ notice: "password-set" }));
  if (set.problem.code === "link-over") redirect("/set-password");
  return { fieldErrors: { password: await problemText(set.problem) } };
}

/** Signs out the user whom the page named, for whom the link is not, and comes back to the link; who else is signed in by then stays so. */
export async function signOutOther(data: unknown): Promise<void> {
  await answerForm({ name: null }, data, async ({ link, [ACTOR_FIELD]: actor }) => {
    if (!isLinkId(link)) redirect("/set-password");
    if ((await currentSession())?.user.id !== actor) redirect(linkAddress("/set-password", link));
    return signOutHere(linkAddress("/set-password", link, SIGNED_OUT_NOTICE));
  });
}
