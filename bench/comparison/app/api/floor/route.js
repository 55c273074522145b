export const dynamic = "force-dynamic";

/** What Next.js itself costs. */
export function GET() {
  return new Response(null);
}
