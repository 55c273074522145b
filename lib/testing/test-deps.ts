import { BlockList } from "node:net";
import pLimit from "p-limit";
import { onTestFinished } from "vitest";
import { createKeyedHash } from "@/lib/platform/crypto/keyed-hash";
import type { Deps } from "@/lib/platform/deps";
import { type FakeClock, fakeClock } from "./fake-clock";
import { seededRandom } from "./seeded-random";
import { createTestDatabase } from "./test-database";

/** Dependencies of use cases for one test: its own database, a clock moved by hand, seeded randomness. */
export async function createTestDeps(seed = "test"): Promise<{ deps: Deps; clock: FakeClock }> {
  const { db, url: databaseUrl, disconnect } = await createTestDatabase();
  onTestFinished(disconnect);
  const clock = fakeClock();
  const config = {
    databaseUrl,
    databasePoolSize: 10,
    host: null,
    port: 3000,
    appUrl: "http://localhost:3000",
    appUrlIsSet: true,
    allowInsecureHttp: false,
    securityContacts: [],
    keepAliveSeconds: 75,
    hsts: null,
    appName: "Latchkey",
    authSecret: "a secret for tests, long enough to be one",
    encryptionKeys: [{ id: "test", key: Buffer.alloc(32, 7) }],
    twoFactorMaxAgeDays: 180,
    passwordMinLength: 15,
    passwordBreachCheck: null,
    trustedProxies: new BlockList(),
    metricsToken: null,
    forwardAuth: { cookieDomain: null, origins: [] },
    mail: null,
    logSink: null,
  };
  const keyedHash = createKeyedHash(config.authSecret);
  const hashing = pLimit(4);
  return { deps: { db, clock, random: seededRandom(seed), keyedHash, hashing, mailTransport: null, logSink: null, config }, clock };
}
