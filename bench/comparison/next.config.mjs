import path from "node:path";

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  serverExternalPackages: ["@node-rs/argon2", "pg", "better-auth"],
  turbopack: { root: path.resolve(import.meta.dirname, "../..") },
  agentRules: false,
};
