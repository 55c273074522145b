import { ensureBuild } from "./startup/build";
import { createLifecycle } from "./startup/lifecycle";
import { say } from "./startup/say";

/** What `npm start` does before it serves: for a service that may not write into the checkout. */
const lifecycle = createLifecycle({ isServer: false });
process.env.NEXT_TELEMETRY_DISABLED = "1";
await ensureBuild(process.cwd(), lifecycle, say).catch(lifecycle.fail);
await lifecycle.end(0);
