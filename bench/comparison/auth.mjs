import { hash, verify } from "@node-rs/argon2";
import { betterAuth } from "better-auth";
import { twoFactor } from "better-auth/plugins/two-factor";
import pg from "pg";

/** The parameters of Latchkey (lib/policy.ts): argon2id, 19456 KiB, 2 passes, 1 lane. */
const ARGON2 = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Set up as documented; without a cookie cache, because Latchkey has none, and without a rate limit, which would end the measurement. */
export const options = {
  baseURL: process.env.BETTER_AUTH_URL,
  secret: process.env.BETTER_AUTH_SECRET,
  database: new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 }),
  emailAndPassword: {
    enabled: true,
    password: { hash: (password) => hash(password, ARGON2), verify: ({ hash: stored, password }) => verify(stored, password) },
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [twoFactor()],
};

export const auth = betterAuth(options);
