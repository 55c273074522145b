"use client";

import { lazy, Suspense } from "react";

const QrCode = lazy(() => import("./qr-code").then((module) => ({ default: module.QrCode })));

/** For the dialog: the QR code's library is fetched when the dialog opens, not with the settings page. */
export function LazyQrCode(props: { value: string; name: string }) {
  return (
    <Suspense fallback={<div className="size-60 max-w-full rounded-field border border-line bg-white forced-color-adjust-none" />}>
      <QrCode {...props} />
    </Suspense>
  );
}
