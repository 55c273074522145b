import { Shield, ShieldAlert, ShieldCheck } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Tag, type TagVariant } from "@/components/ui/tag";
import type { TwoFactorState } from "@/lib/features/two-factor/state";

const VARIANTS: Record<TwoFactorState, TagVariant> = { "not-enabled": "quiet", enabled: "calm", expired: "amber" };

export const STATE_ICONS: Record<TwoFactorState, ReactNode> = {
  "not-enabled": <Shield aria-hidden="true" />,
  enabled: <ShieldCheck aria-hidden="true" />,
  expired: <ShieldAlert aria-hidden="true" />,
};

/** The state of 2FA in one word. */
export async function StateTag({ state }: { state: TwoFactorState }) {
  return <StateMark state={state} text={(await getTranslations("users.state"))(state)} />;
}

/** For Basic Settings: `2FA` while it is on and fresh, as the requirements name it. */
export async function StateBadge({ state }: { state: TwoFactorState }) {
  if (state === "expired") return <StateTag state={state} />;
  return state === "enabled" && <StateMark state={state} text={(await getTranslations("twoFactor"))("badge")} />;
}

function StateMark({ state, text }: { state: TwoFactorState; text: string }) {
  return (
    <Tag variant={VARIANTS[state]} icon={STATE_ICONS[state]}>
      {text}
    </Tag>
  );
}
