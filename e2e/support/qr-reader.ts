import type { Locator } from "@playwright/test";
import jsQR from "jsqr";
import { PNG } from "pngjs";

/** What a phone's camera would read from the screen: decoded from a screenshot of the page, not from its elements. */
export async function scanQrCode(shown: Locator): Promise<string> {
  await shown.scrollIntoViewIfNeeded();
  const { data, width, height } = PNG.sync.read(await shown.page().screenshot());
  const code = jsQR(new Uint8ClampedArray(data), width, height);
  if (!code) throw new Error("no QR code can be read from the screen");
  return code.data;
}
