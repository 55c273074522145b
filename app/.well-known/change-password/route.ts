import { redirect } from "next/navigation";

/** Where password managers look for the page to change a password on (W3C, A Well-Known URL for Changing Passwords). */
export function GET(): never {
  redirect("/settings/security/password");
}
