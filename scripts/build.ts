import { ensureBuild } from "@/lib/server/ensure-build";
import { printOut } from "@/lib/server/output";
import { createLifecycle } from "@/lib/server/shutdown";

/** The preparations of `npm start`, for a service that may not write into the checkout. */
const lifecycle = createLifecycle({ isServer: false });
process.env.NEXT_TELEMETRY_DISABLED = "1";
await ensureBuild(process.cwd(), lifecycle, printOut).catch(lifecycle.fail);
await lifecycle.end(0);
