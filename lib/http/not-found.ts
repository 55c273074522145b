import { notFound } from "next/navigation";
import { markNotFound } from "@/lib/platform/http/request-context";

/** Answers the request with 404. On a page, `pageOrNotFound` (app/(console)/page-or-not-found.tsx) turns it into a message. */
export function answerNotFound(): never {
  markNotFound();
  notFound();
}

export { isMarkedNotFound } from "@/lib/platform/http/request-context";
