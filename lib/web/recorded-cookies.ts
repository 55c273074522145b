import { AsyncLocalStorage } from "node:async_hooks";
import { cookies } from "next/headers";

type Options = Parameters<Awaited<ReturnType<typeof cookies>>["set"]>[2];

/** A cookie as it was set; `expires` is a date as text once it has been kept. */
export type CookieWrite = {
  name: string;
  value: string;
  options: Omit<NonNullable<Options>, "expires"> & { expires?: Date | number | string };
};

const recorder = new AsyncLocalStorage<CookieWrite[]>();

/** The one way in which the console sets a cookie of its own in a page's or action's answer. */
export async function setCookie(name: string, value: string, options: CookieWrite["options"]): Promise<void> {
  recorder.getStore()?.push({ name, value, options });
  await writeCookie({ name, value, options });
}

/** Sets a cookie as it was set in another answer. */
export async function writeCookie({ name, value, options: { expires, ...options } }: CookieWrite): Promise<void> {
  (await cookies()).set(name, value, { ...options, ...(expires !== undefined && { expires: new Date(expires) }) });
}

/** What `work` returned, and the cookies that it set. */
export async function recordCookies<T>(work: () => Promise<T>): Promise<{ value: T; cookies: CookieWrite[] }> {
  const written: CookieWrite[] = [];
  return { value: await recorder.run(written, work), cookies: written };
}
