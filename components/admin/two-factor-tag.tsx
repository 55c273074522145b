import { getTranslations } from "next-intl/server";
import { Tag, type TagLook } from "@/components/ui/tag";
import type { TwoFactorState } from "@/lib/features/two-factor/state";

const LOOKS: Record<TwoFactorState, TagLook> = { "not-enabled": "quiet", enabled: "calm", expired: "amber" };

/** The state of somebody's 2FA, in one word. */
export async function TwoFactorTag({ state }: { state: TwoFactorState }) {
  const t = await getTranslations("users.state");
  return <Tag look={LOOKS[state]}>{t(state)}</Tag>;
}
