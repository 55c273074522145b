import { redirect } from "next/navigation";
import type { NextRequest } from "next/server";
import { grantApplicationAccess } from "@/lib/http/application-access";

/** From a sign-in to the application that asked for it. Changes nothing but which cookie this browser shows there. */
export async function GET({ nextUrl }: NextRequest): Promise<never> {
  redirect((await grantApplicationAccess(nextUrl.searchParams.get("to"))) ?? "/");
}
