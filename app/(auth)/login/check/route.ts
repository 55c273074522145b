import { redirect } from "next/navigation";
import type { NextRequest } from "next/server";
import { checkedAddress } from "@/lib/http/after-sign-in";

/** Checks after a step of a sign-in that the browser has kept its cookie. Changes nothing. */
export async function GET({ nextUrl: { searchParams } }: NextRequest): Promise<never> {
  redirect(await checkedAddress(searchParams.get("step"), searchParams.get("next")));
}
