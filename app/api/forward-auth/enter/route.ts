import { redirect } from "next/navigation";
import type { NextRequest } from "next/server";
import { grantApplicationAccess } from "@/lib/http/after-sign-in";

/** Redirects from a sign-in to the application that requested it. Changes only this browser's cookie there. */
export async function GET({ nextUrl }: NextRequest): Promise<never> {
  redirect((await grantApplicationAccess(nextUrl.searchParams.get("to"))) ?? "/");
}
