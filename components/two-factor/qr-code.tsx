import { QRCodeSVG } from "qrcode.react";

/** Dark on white with a white quiet zone of four modules in every theme, contrast themes too: many scanners read nothing else. */
export function QrCode({ value, name }: { value: string; name: string }) {
  return (
    <QRCodeSVG
      value={value}
      level="M"
      marginSize={4}
      bgColor="#ffffff"
      fgColor="#000000"
      role="img"
      aria-label={name}
      className="block size-60 max-w-full rounded-field border border-divider bg-white forced-color-adjust-none"
    />
  );
}
