import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // The optimizer writes a file for each spelling of an address; refused in lib/server/next-internals.ts too.
  images: { unoptimized: true },
  // Native or generated code that must not be bundled.
  serverExternalPackages: ["@node-rs/argon2", "@prisma/adapter-pg", "@prisma/client", "pg", "pino"],
  // Titles are in the first chunk of HTML for all clients: without JavaScript a streamed one would not reach the head.
  htmlLimitedBots: /.*/,
  // `npm test` checks all types in its own stage; a start need not wait for that again.
  typescript: { ignoreBuildErrors: true },
  // The dev server writes nothing into the checkout.
  agentRules: false,
};

/** next-intl's additions are for building: a production server starts without its compilers. */
export default async (phase) => {
  // Rendered pages stay in memory: the server may have no permission to write into the checkout.
  if (phase === PHASE_PRODUCTION_SERVER) return { ...config, experimental: { isrFlushToDisk: false } };
  const { default: createNextIntlPlugin } = await import("next-intl/plugin");
  // Types of the messages with their parameters, which `npm run typecheck` needs; a build must not write into the sources.
  const experimental = process.argv.includes("typegen") ? { createMessagesDeclaration: "./lib/i18n/messages/en.json" } : {};
  return createNextIntlPlugin({ requestConfig: "./lib/i18n/request.ts", experimental })(config);
};
