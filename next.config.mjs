import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // The optimizer writes a file for each spelling of an address; refused in lib/server/next-internals.ts too.
  images: { unoptimized: true },
  // Native or generated code that a bundler must not take apart.
  serverExternalPackages: ["@node-rs/argon2", "@prisma/adapter-pg", "@prisma/client", "pg", "pino"],
  // Titles stand in the first piece of HTML for everyone: without JavaScript a streamed one would never reach the head.
  htmlLimitedBots: /.*/,
  // `npm test` checks the types of everything in a stage of its own; a start need not wait for that again.
  typescript: { ignoreBuildErrors: true },
  // The dev server writes nothing into the checkout.
  agentRules: false,
};

/** What next-intl adds is for building: a server of what has been built starts without its compilers. */
export default async (phase) => {
  // What a server renders stays in memory: it may have no right to write into the checkout, and needs none.
  if (phase === PHASE_PRODUCTION_SERVER) return { ...config, experimental: { isrFlushToDisk: false } };
  const { default: createNextIntlPlugin } = await import("next-intl/plugin");
  return createNextIntlPlugin("./lib/i18n/request.ts")(config);
};
