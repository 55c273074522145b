import {
  BadgeCheck,
  Ban,
  Download,
  Hourglass,
  KeyRound,
  Link2,
  Lock,
  LockOpen,
  LogIn,
  LogOut,
  type LucideIcon,
  Mail,
  MailCheck,
  MailOpen,
  MailX,
  MonitorX,
  RefreshCw,
  ShieldAlert,
  ShieldCheck,
  ShieldOff,
  SlidersHorizontal,
  Ticket,
  Trash2,
  UserCheck,
  UserCog,
  UserPlus,
  UserX,
} from "lucide-react";
import { IconTile } from "@/components/ui/icon-tile";
import type { EventType } from "@/lib/features/audit/types";

const ICONS: Record<EventType, LucideIcon> = {
  "user-created": UserPlus,
  "user-disabled": UserX,
  "user-enabled": UserCheck,
  "sign-in-refused": ShieldAlert,
  "second-factor-refused": ShieldAlert,
  "signed-in": LogIn,
  "signed-out": LogOut,
  "sessions-revoked": MonitorX,
  reverified: BadgeCheck,
  "reverification-refused": ShieldAlert,
  "two-factor-enabled": ShieldCheck,
  "two-factor-renewed": ShieldCheck,
  "two-factor-reset": ShieldOff,
  "two-factor-disabled": ShieldOff,
  "backup-code-used": Ticket,
  "backup-codes-replaced": RefreshCw,
  "password-changed": KeyRound,
  "address-changed": Mail,
  "address-confirmed": MailCheck,
  "email-verification-disabled": MailX,
  "settings-changed": SlidersHorizontal,
  "password-link-issued": Link2,
  "password-set": KeyRound,
  "keys-rotated": RefreshCw,
  "auth-secret-accepted": Lock,
  "account-delayed": Hourglass,
  "account-unlocked": LockOpen,
  "access-refused": Ban,
  "outbox-email-read": MailOpen,
  "audit-log-exported": Download,
  "sign-ins-refused": ShieldAlert,
  "user-deleted": Trash2,
  "administrator-granted": UserCog,
  "administrator-removed": UserCog,
};

/** Refused attempts, and what makes an account easier to enter. */
const NOTABLE = new Set<EventType>([
  "sign-in-refused",
  "second-factor-refused",
  "reverification-refused",
  "two-factor-reset",
  "two-factor-disabled",
  "email-verification-disabled",
  "account-delayed",
  "access-refused",
  "sign-ins-refused",
]);

/** `inline`: beside a text, in a row of a table. */
export function EventIcon({ type, inline = false }: { type: EventType; inline?: boolean }) {
  const Icon = ICONS[type];
  const isNotable = NOTABLE.has(type);
  if (inline) {
    const color = isNotable ? "text-foreground" : "text-muted-foreground";
    return <Icon aria-hidden="true" className={`size-4 shrink-0 ${color}`} />;
  }
  return (
    <IconTile variant={isNotable ? "amber" : "quiet"}>
      <Icon />
    </IconTile>
  );
}
