/**
 * Every address of the API that is none. Without it the page for missing addresses would match, whose data Next sends with 200 to
 * some requests; a proxy that forwards its checks to a wrong address must not take that for a permission.
 */
export function GET(): Response {
  return new Response(null, { status: 404 });
}

export const POST = GET;
