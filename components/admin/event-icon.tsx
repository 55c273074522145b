import {
  Ban,
  CircleX,
  Hourglass,
  KeyRound,
  LogIn,
  LogOut,
  type LucideIcon,
  Mail,
  ScrollText,
  ServerCog,
  Settings,
  ShieldCheck,
  ShieldOff,
  UserCog,
} from "lucide-react";
import type { EventType } from "@/lib/features/audit/types";

/** By the beginning of a type's name; the first that fits counts. */
const ICONS: [beginning: string, icon: LucideIcon, color?: string][] = [
  ["sign-in-refused", CircleX, "text-danger"],
  ["sign-ins-refused", CircleX, "text-danger"],
  ["second-factor-refused", CircleX, "text-danger"],
  ["reverification-refused", CircleX, "text-danger"],
  ["access-refused", Ban, "text-danger"],
  ["account-delayed", Hourglass, "text-danger"],
  ["signed-in", LogIn],
  ["signed-out", LogOut],
  ["sessions-revoked", LogOut],
  ["reverified", ShieldCheck],
  ["two-factor-reset", ShieldOff],
  ["two-factor-disabled", ShieldOff],
  ["two-factor", ShieldCheck],
  ["backup-code", KeyRound],
  ["password", KeyRound],
  ["address", Mail],
  ["email-verification", Mail],
  ["outbox", Mail],
  ["settings", Settings],
  ["audit-log", ScrollText],
  ["keys", ServerCog],
  ["auth-secret", ServerCog],
];

/** What kind of event an entry is about; whatever administrators do to accounts looks the same. */
export function EventIcon({ type }: { type: EventType }) {
  const [, Icon, color = "text-muted-foreground"] = ICONS.find(([beginning]) => type.startsWith(beginning)) ?? ["", UserCog];
  return <Icon aria-hidden="true" className={`size-4 shrink-0 ${color}`} />;
}
