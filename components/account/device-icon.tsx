import { CircleQuestionMark, Laptop, type LucideIcon, Smartphone, Tablet } from "lucide-react";
import { IconTile } from "@/components/ui/icon-tile";
import type { SignedInDevice } from "@/lib/features/sessions/devices";

const ICONS: Record<SignedInDevice["kind"], LucideIcon> = {
  computer: Laptop,
  phone: Smartphone,
  tablet: Tablet,
  unknown: CircleQuestionMark,
};

export function DeviceIcon({ kind }: { kind: SignedInDevice["kind"] }) {
  const Icon = ICONS[kind];
  return (
    <IconTile>
      <Icon />
    </IconTile>
  );
}
