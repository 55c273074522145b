import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigError, readConfig, VARIABLES, withoutConfiguration } from "./config";

const VALID = {
  DATABASE_URL: "postgresql://latchkey@db.example.com/latchkey",
  AUTH_SECRET: "a".repeat(32),
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
};

test("unset variables have their defaults", () => {
  const config = readConfig(VALID);
  expect(config).toMatchObject({ port: 3000, appUrl: "http://localhost:3000", appName: "Latchkey", twoFactorMaxAgeDays: 180 });
  expect(config.trustedProxies.check("10.0.0.1")).toBe(false);
});

test("the pool has ten connections, or as many as are set", () => {
  const sizes = ["", "1", "25", "200"].map((DATABASE_POOL_SIZE) => readConfig({ ...VALID, DATABASE_POOL_SIZE }).databasePoolSize);
  expect([readConfig(VALID).databasePoolSize, ...sizes]).toEqual([10, 10, 1, 25, 200]);
});

test("passwords need 15 characters or the configured number, and are checked only by the configured service", () => {
  expect(readConfig(VALID)).toMatchObject({ passwordMinLength: 15, passwordBreachCheck: null });
  expect(readConfig({ ...VALID, PASSWORD_MIN_LENGTH: "8", PASSWORD_BREACH_CHECK: "on" })).toMatchObject({
    passwordMinLength: 8,
    passwordBreachCheck: "https://api.pwnedpasswords.com/range/",
  });
  expect(readConfig({ ...VALID, PASSWORD_BREACH_CHECK: "off" }).passwordBreachCheck).toBeNull();
  expect(readConfig({ ...VALID, PASSWORD_BREACH_CHECK: "http://10.0.0.9:8080/range" }).passwordBreachCheck).toBe(
    "http://10.0.0.9:8080/range/",
  );
});

test("README promises the configured minimum length of passwords", () => {
  const readme = readFileSync("README.md", "utf8");
  const { passwordMinLength } = readConfig(VALID);
  expect(readme).toMatch(new RegExp(`ADMIN_PASSWORD\\x60 \\(${passwordMinLength} characters or more`));
  expect(readme).toMatch(new RegExp(`\\x60PASSWORD_MIN_LENGTH\\x60 +\\| \\x60${passwordMinLength}\\x60`));
});

test.each([
  ["127.0.0.1", "127.0.0.1"],
  [" ::1 ", "::1"],
  ["[::]", "::"],
  ["localhost", "localhost"],
  ["console_1.example.com", "console_1.example.com"],
])("HOST=%s is an address or a name to listen on", (text, host) => {
  expect(readConfig({ ...VALID, HOST: text }).host).toBe(host);
});

test.each([
  "http://localhost",
  "localhost:3000",
  "[::1]:3000",
  "127.0.0.1/8",
  "*",
  "a b",
  "fe80::1%eth0",
  "224.0.0.1",
  "255.255.255.255",
  "ff02::1",
  "-",
  "a,b",
])("HOST=%s is neither", (text) => {
  expect(() => readConfig({ ...VALID, HOST: text })).toThrow(/^HOST must be an IP address of this machine/);
});

test("addresses and ranges of proxies are trusted, others are not", () => {
  const { trustedProxies } = readConfig({ ...VALID, TRUSTED_PROXIES: "10.0.0.0/8, 192.0.2.1,2001:db8::/32" });
  expect(trustedProxies.check("10.9.8.7")).toBe(true);
  expect(trustedProxies.check("192.0.2.1")).toBe(true);
  expect(trustedProxies.check("192.0.2.2")).toBe(false);
  expect(trustedProxies.check("2001:db8::1", "ipv6")).toBe(true);
});

test("TRUSTED_PROXIES takes the names of ranges, brackets, and IPv4 in IPv6", () => {
  const isTrusted = (setting: string, address: string) =>
    readConfig({ ...VALID, TRUSTED_PROXIES: setting }).trustedProxies.check(address, address.includes(":") ? "ipv6" : "ipv4");
  for (const address of ["127.0.0.1", "127.9.9.9", "::1", "10.1.2.3", "172.31.0.1", "192.168.7.7", "fd00::1"]) {
    expect(isTrusted("Loopback, uniquelocal", address), address).toBe(true);
  }
  for (const address of ["172.32.0.1", "203.0.113.1", "2001:db8::1", "fe80::1"]) {
    expect(isTrusted("loopback,uniquelocal", address), address).toBe(false);
  }
  expect(isTrusted("[2001:db8::1]", "2001:db8::1")).toBe(true);
  expect(isTrusted("::ffff:192.0.2.1", "192.0.2.1")).toBe(true);
  expect(isTrusted("::ffff:10.0.0.0/104", "10.1.2.3")).toBe(true);
  expect(isTrusted("::ffff:10.0.0.0/104", "11.1.2.3")).toBe(false);
});

test.each([
  [{}, 3_900],
  [{ KEEP_ALIVE_SECONDS: "" }, 3_900],
  [{ KEEP_ALIVE_SECONDS: "75" }, 75],
  [{ KEEP_ALIVE_SECONDS: "86400" }, 86_400],
])("with %j a connection is kept for %i s", (set, seconds) => {
  expect(readConfig({ ...VALID, ...set }).keepAliveSeconds).toBe(seconds);
});

test("README promises the default keep-alive time", () => {
  const { keepAliveSeconds } = readConfig(VALID);
  expect(readFileSync("README.md", "utf8")).toMatch(new RegExp(`\\x60KEEP_ALIVE_SECONDS\\x60 +\\| \\x60${keepAliveSeconds}\\x60`));
});

test.each([
  ["", "max-age=31536000"],
  ["off", null],
  ["OFF", null],
  ["63072000", "max-age=63072000"],
  ["max-age=0", "max-age=0"],
  ["includeSubDomains", "max-age=31536000; includeSubDomains"],
  ["max-age=63072000; includeSubDomains; preload", "max-age=63072000; includeSubDomains; preload"],
  ["INCLUDESUBDOMAINS, preload", "max-age=31536000; includeSubDomains; preload"],
])("HSTS=%j is sent as %j", (setting, header) => {
  expect(readConfig({ ...VALID, HSTS: setting }).hsts).toBe(header);
});

test.each([
  ["DATABASE_URL", ""],
  ["DATABASE_URL", "mysql://a/b"],
  ["DATABASE_POOL_SIZE", "0"],
  ["DATABASE_POOL_SIZE", "ten"],
  ["DATABASE_POOL_SIZE", "-1"],
  ["DATABASE_POOL_SIZE", "4.5"],
  ["DATABASE_POOL_SIZE", "1e1"],
  ["DATABASE_POOL_SIZE", "0x10"],
  ["DATABASE_POOL_SIZE", "201"],
  ["PORT", "http"],
  ["PORT", "70000"],
  ["APP_URL", "console.example.com"],
  ["APP_URL", "https://example.com/console"],
  ["AUTH_SECRET", "short"],
  ["ENCRYPTION_KEYS", "k1"],
  ["ENCRYPTION_KEYS", "k1:c2hvcnQ="],
  ["TWO_FACTOR_MAX_AGE_DAYS", "0"],
  ["TWO_FACTOR_MAX_AGE_DAYS", "a year"],
  ["APP_NAME", "a:b"],
  ["TRUSTED_PROXIES", "everybody"],
  ["TRUSTED_PROXIES", "10.0.0.0/64"],
  ["TRUSTED_PROXIES", "10.0.0.0/"],
  ["TRUSTED_PROXIES", "10.0.0.0/8.5"],
  ["TRUSTED_PROXIES", "10.0.0.0/8/9"],
  ["TRUSTED_PROXIES", "[10.0.0.1"],
  ["TRUSTED_PROXIES", "fe80::1%eth0"],
  ["TRUSTED_PROXIES", "::ffff:10.0.0.0/95"],
  ["TRUSTED_PROXIES", "10.0.0.1:80"],
  ["KEEP_ALIVE_SECONDS", "0"],
  ["KEEP_ALIVE_SECONDS", "-1"],
  ["KEEP_ALIVE_SECONDS", "1.5"],
  ["KEEP_ALIVE_SECONDS", "1e3"],
  ["KEEP_ALIVE_SECONDS", "0x10"],
  ["KEEP_ALIVE_SECONDS", "75s"],
  ["KEEP_ALIVE_SECONDS", "86401"],
  ["KEEP_ALIVE_SECONDS", "99999999999999999999"],
  ["HSTS", "yes"],
  ["HSTS", "off includeSubDomains"],
  ["HSTS", "max-age=a year"],
  ["HSTS", "preload"],
  ["HSTS", "max-age=300 includeSubDomains preload"],
  ["HSTS", "max-age=1\r\nx-evil: 1"],
  ["ALLOW_INSECURE_HTTP", "yes"],
  ["ALLOW_INSECURE_HTTP", "true"],
  ["SECURITY_CONTACT", "security@example.com"],
  ["SECURITY_CONTACT", "http://example.com/security"],
  ["SECURITY_CONTACT", "mailto:"],
  ["SECURITY_CONTACT", "mailto:security"],
  ["SECURITY_CONTACT", "mailto:a@example.com\nExpires: 2099-01-01T00:00:00Z"],
  ["SECURITY_CONTACT", "tel:later"],
  ["SECURITY_CONTACT", "https://"],
  ["SECURITY_CONTACT", "https://example.com/a, javascript:alert(1)"],
  ["METRICS_TOKEN", "short"],
  ["METRICS_TOKEN", `${"a".repeat(40)} b`],
  ["PASSWORD_MIN_LENGTH", "7"],
  ["PASSWORD_MIN_LENGTH", "65"],
  ["PASSWORD_MIN_LENGTH", "12.5"],
  ["PASSWORD_MIN_LENGTH", "long"],
  ["PASSWORD_BREACH_CHECK", "yes"],
  ["PASSWORD_BREACH_CHECK", "ftp://pwned.example.com/"],
  ["PASSWORD_BREACH_CHECK", "https://user:secret@pwned.example.com/"],
  ["PASSWORD_BREACH_CHECK", "https://pwned.example.com/range/?mode=ntlm"],
  ["COOKIE_DOMAIN", "localhost"],
  ["AUDIT_LOG_URL", "logs.example.com"],
  ["AUDIT_LOG_URL", "http://logs.example.com/"],
  ["AUDIT_LOG_URL", "syslog+tcp://logs.example.com"],
  ["AUDIT_LOG_URL", "syslog+tcp://127.logs.example.com"],
  ["AUDIT_LOG_URL", "syslog+udp://127.0.0.1"],
  ["AUDIT_LOG_URL", "syslog+tls://logs.example.com/path"],
  ["AUDIT_LOG_URL", "https://user:password@logs.example.com/"],
  ["AUDIT_LOG_TOKEN", "token"],
  ["COOKIE_DOMAIN", ".example.com"],
])("%s=%s is refused in one line that begins with the variable", (variable, value) => {
  const read = () => readConfig({ ...VALID, [variable]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(new RegExp(`^${variable} [^\\n]+$`));
});

test.each(["AUTH_SECRET", "ENCRYPTION_KEYS", "DATABASE_URL"])("the message about a bad %s does not hold its value", (variable) => {
  let message = "";
  try {
    readConfig({ ...VALID, [variable]: "hunter2" });
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain(variable);
  expect(message).not.toContain("hunter2");
});

test("an explicit APP_URL is distinguished from the default, and only 1 allows plain http", () => {
  expect(readConfig(VALID)).toMatchObject({ appUrlIsSet: false, allowInsecureHttp: false });
  expect(readConfig({ ...VALID, APP_URL: "", ALLOW_INSECURE_HTTP: "0" })).toMatchObject({ appUrlIsSet: false, allowInsecureHttp: false });
  const set = { ...VALID, APP_URL: "http://nas.lan:3000/", ALLOW_INSECURE_HTTP: "1" };
  expect(readConfig(set)).toMatchObject({ appUrl: "http://nas.lan:3000", appUrlIsSet: true, allowInsecureHttp: true });
});

test("SECURITY_CONTACT holds one address or several", () => {
  const contacts = (value: string) => readConfig({ ...VALID, SECURITY_CONTACT: value }).securityContacts;
  expect(contacts("")).toEqual([]);
  expect(contacts("mailto:security@example.com")).toEqual(["mailto:security@example.com"]);
  expect(contacts(" https://example.com/security , tel:+1-201-555-0123")).toEqual(["https://example.com/security", "tel:+1-201-555-0123"]);
});

const forwardAuth = (variables: Record<string, string>) => readConfig({ ...VALID, APP_URL: "https://auth.example.com", ...variables });

/** The variables in the table of the README. */
const own = [...readFileSync("README.md", "utf8").matchAll(/^\| `[A-Z_]+`.*?\|/gm)].flatMap(([cell]) =>
  [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = ""]) => name),
);

test("the table of the README has every variable, and no other", () => {
  expect(own.toSorted()).toEqual([...VARIABLES].sort());
});

const outcomeOf = (environment: Record<string, string>) => {
  try {
    return readConfig(environment);
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([...VARIABLES])("%s counts as unset when it is empty or blank", (name) => {
  const { [name]: _, ...without } = VALID as Record<string, string>;
  for (const blank of ["", " ", "\t \n"]) expect(outcomeOf({ ...without, [name]: blank })).toEqual(outcomeOf(without));
});

const NUMBERS = { PORT: [0, 65_535], TWO_FACTOR_MAX_AGE_DAYS: [1, 36_500], PASSWORD_MIN_LENGTH: [8, 64] } as const;

test.each(Object.entries(NUMBERS))("%s is digits only, within its range", (name, [min, max]) => {
  const field = { PORT: "port", TWO_FACTOR_MAX_AGE_DAYS: "twoFactorMaxAgeDays", PASSWORD_MIN_LENGTH: "passwordMinLength" }[name];
  const expectSame = (text: string) => {
    const isNumber = /^[0-9]+$/.test(text) && Number(text) >= min && Number(text) <= max;
    const outcome = outcomeOf({ ...VALID, [name]: text });
    if (isNumber) expect(outcome).toMatchObject({ [field as string]: Number(text) });
    else
      expect(outcome).toBe(
        `${name} must be a ${{ PORT: "port number", TWO_FACTOR_MAX_AGE_DAYS: "number of days" }[name] ?? "number of characters"}: digits only, ${min} to ${max}`,
      );
  };
  for (const text of [
    "0x1F",
    "1e1",
    "+9",
    "-9",
    " 9",
    "9 ",
    "9.0",
    "9,0",
    "0b1",
    "9n",
    "Infinity",
    "NaN",
    "1_0",
    "٩",
    "９",
    "9".repeat(400),
    `${max + 1}`,
  ])
    expectSame(text);
  for (const text of [`${min}`, `${max}`, `0${min}`]) expectSame(text);
  fc.assert(
    fc.property(
      fc.stringMatching(/^[0-9+.eExX_ -]{1,6}$/).filter((text) => text.trim() !== ""),
      expectSame,
    ),
    { numRuns: 300 },
  );
});

test("builds and consoles under test inherit no variable of the surrounding console", () => {
  expect(own).toEqual(expect.arrayContaining(["AUTH_SECRET", "ADMIN_PASSWORD", "SMTP_URL", "METRICS_TOKEN"]));
  const environment = { NODE_ENV: "test" as const, PATH: "/bin", ...Object.fromEntries(own.map((name) => [name, "value"])) };
  expect(withoutConfiguration(environment)).toEqual({ NODE_ENV: "test", PATH: "/bin" });
});

test("applications are origins that the session cookie, or COOKIE_DOMAIN, reaches", () => {
  expect(forwardAuth({}).forwardAuth).toEqual({ cookieDomain: null, origins: [] });
  expect(forwardAuth({ FORWARD_AUTH_ORIGINS: "https://auth.example.com:8443" }).forwardAuth.origins).toEqual([
    "https://auth.example.com:8443",
  ]);
  expect(
    forwardAuth({ COOKIE_DOMAIN: "Example.com", FORWARD_AUTH_ORIGINS: "https://a.example.com/, https://b.c.example.com" }).forwardAuth,
  ).toEqual({
    cookieDomain: "example.com",
    origins: ["https://a.example.com", "https://b.c.example.com"],
  });
});

test.each([
  [{ FORWARD_AUTH_ORIGINS: "https://app.example.com" }, "does not reach: COOKIE_DOMAIN"],
  [{ COOKIE_DOMAIN: "example.com", FORWARD_AUTH_ORIGINS: "https://notexample.com" }, "does not reach"],
  [{ COOKIE_DOMAIN: "example.com", FORWARD_AUTH_ORIGINS: "http://app.example.com" }, "does not begin with https://"],
  [{ COOKIE_DOMAIN: "example.com", FORWARD_AUTH_ORIGINS: "https://app.example.com/path" }, "is no origin"],
  [{ COOKIE_DOMAIN: "example.com", FORWARD_AUTH_ORIGINS: "https://user@app.example.com" }, "is no origin"],
  [{ COOKIE_DOMAIN: "example.com", FORWARD_AUTH_ORIGINS: "app.example.com" }, "is no origin"],
  [{ COOKIE_DOMAIN: "example.org" }, "COOKIE_DOMAIN must be the host of APP_URL"],
  [{ COOKIE_DOMAIN: "ple.com" }, "COOKIE_DOMAIN must be the host of APP_URL"],
  [{ APP_URL: "http://10.0.0.1", COOKIE_DOMAIN: "10.0.0.1" }, "COOKIE_DOMAIN must be"],
])("%j: %s", (variables, message) => {
  expect(() => forwardAuth(variables)).toThrow(message);
});
