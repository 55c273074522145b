import { headers } from "next/headers";
import { REQUEST_ADDRESS_HEADER } from "@/lib/platform/http/client-address";

/** Path and query of the request being answered; of a form, the page that it was sent from. */
export async function requestAddress(): Promise<string> {
  return (await headers()).get(REQUEST_ADDRESS_HEADER) ?? "/";
}
