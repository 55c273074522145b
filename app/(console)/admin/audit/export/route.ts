import { notFound } from "next/navigation";
import { exportAuditLog, recordExport } from "@/lib/features/administration/audit-log";
import { auditQuerySchema, exportFormatSchema } from "@/lib/features/administration/schema";
import type { ExportFormat } from "@/lib/features/administration/types";
import { getDeps } from "@/lib/http/deps";
import { requireAdministrator } from "@/lib/http/guards";
import { clientInfo } from "@/lib/http/request";

const TYPES: Record<ExportFormat, string> = { csv: "text/csv; charset=utf-8", jsonl: "application/x-ndjson; charset=utf-8" };

/** Exports the filtered audit log as a file. Reads and sends in batches, with backpressure. */
export async function GET(request: Request): Promise<Response> {
  const session = await requireAdministrator("/admin/audit");
  const requested = Object.fromEntries(new URL(request.url).searchParams);
  const format = exportFormatSchema.safeParse(requested.format);
  if (!format.success) notFound();
  await recordExport(getDeps(), { session, client: await clientInfo() });
  const text = exportAuditLog(getDeps(), auditQuerySchema.parse(requested), format.data);
  const day = getDeps().clock.now().toISOString().slice(0, 10);
  return new Response(streamOf(text), {
    headers: {
      "content-type": TYPES[format.data],
      "content-disposition": `attachment; filename="audit-log-${day}.${format.data}"`,
      "cache-control": "private, no-store",
    },
  });
}

function streamOf(text: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await text.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await text.return(undefined);
    },
  });
}
