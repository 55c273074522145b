import { expect, test } from "vitest";
import { parseDatabaseUrl, withParameters } from "./database-url";

function read(url: string) {
  const parsed = parseDatabaseUrl(url);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

const at = (host: string, port = 5432, address: string | null = null) => ({ host, port, address });

test.each([
  ["postgresql://u@db.example.com:5433/console", [at("db.example.com", 5433)]],
  ["postgres://db.example.com", [at("db.example.com")]],
  ["postgresql:///console", [at("localhost")]],
  ["postgresql://[2001:db8::1]:5433/console", [at("2001:db8::1", 5433)]],
  ["postgresql://[::1],127.0.0.1:5433/console", [at("::1"), at("127.0.0.1", 5433)]],
  ["postgresql://u:p@h1:5433,h2:5434,h3/console?target_session_attrs=read-write", [at("h1", 5433), at("h2", 5434), at("h3")]],
  ["postgresql:///console?host=h1,h2&port=5433,5434", [at("h1", 5433), at("h2", 5434)]],
  ["postgresql:///console?host=h1,h2&port=5433", [at("h1", 5433), at("h2", 5433)]],
  ["postgresql:///console?host=/var/run/postgresql", [at("/var/run/postgresql")]],
  ["postgresql://u@%2Fvar%2Frun%2Fpostgresql/console", [at("/var/run/postgresql")]],
  ["postgresql://u@%2Fvar%2Frun%2Fpostgresql:5433/console", [at("/var/run/postgresql", 5433)]],
  ["postgresql://u:p@/console?host=/cloudsql/project:europe-west1:main", [at("/cloudsql/project:europe-west1:main")]],
  ["postgresql://u:p@localhost/console?host=/cloudsql/project:europe-west1:main", [at("/cloudsql/project:europe-west1:main")]],
  ["postgresql://u:p@%2Fcloudsql%2Fproject%3Aeurope-west1%3Amain/console", [at("/cloudsql/project:europe-west1:main")]],
  ["postgresql://db.example.com/console?hostaddr=10.0.0.7", [at("db.example.com", 5432, "10.0.0.7")]],
  ["postgresql:///console?hostaddr=10.0.0.7", [at("10.0.0.7", 5432, "10.0.0.7")]],
  ["postgresql:///console?hostaddr=10.0.0.7,::1", [at("10.0.0.7", 5432, "10.0.0.7"), at("::1", 5432, "::1")]],
  ["postgresql://u@/console?hostaddr=10.0.0.7,10.0.0.8&port=1,2", [at("10.0.0.7", 1, "10.0.0.7"), at("10.0.0.8", 2, "10.0.0.8")]],
  ["postgresql://:5433/console?hostaddr=10.0.0.7,10.0.0.8", [at("10.0.0.7", 5433, "10.0.0.7"), at("10.0.0.8", 5433, "10.0.0.8")]],
  ["postgresql://,/console?hostaddr=10.0.0.7,10.0.0.8", [at("10.0.0.7", 5432, "10.0.0.7"), at("10.0.0.8", 5432, "10.0.0.8")]],
  ["postgresql://a,b/console?hostaddr=10.0.0.7,", [at("a", 5432, "10.0.0.7"), at("b")]],
  [" postgresql://h/console\n", [at("h")]],
])("%s is at %j", (url, servers) => {
  expect(read(url).servers).toEqual(servers);
});

test.each([
  ["postgresql://ada:hunter2@h/console", "ada", "hunter2", "console"],
  ["postgresql://ada%40example:p%40%3A%2F%23%3F%25@h/my%20console", "ada@example", "p@:/#?%", "my console"],
  ["postgresql://ada:a:b#c?d[e]@h/console", "ada", "a:b#c?d[e]", "console"],
  ["postgresql://ada:pässwörd @h/100%25", "ada", "pässwörd ", "100%"],
  ["postgresql://h/a%2Fb", null, null, "a/b"],
  ["postgresql://h", null, null, null],
  ["postgresql://ada@h/?user=grace&password=p%2Bq+r&dbname=other", "grace", "p+q+r", "other"],
])("%s: user, password and database", (url, user, password, database) => {
  expect(read(url)).toMatchObject({ user, password, database });
});

test.each([
  ["sslmode=verify-full&sslrootcert=/a%20b.pem", { sslmode: "verify-full", sslrootcert: "/a b.pem" }],
  ["ssl=true", { sslmode: "require" }],
  ["sslmode=no-verify", { sslmode: "require" }],
  ["sslmode=require&channel_binding=require", { sslmode: "require", channel_binding: "require" }],
  ["schema=console&connection_limit=5&pgbouncer=true&pool_timeout=10", { schema: "console", connection_limit: 5, pgbouncer: "true" }],
  ["application_name=a&options=-c%20x%3D1&connect_timeout=10", { application_name: "a", options: "-c x=1", connect_timeout: 10 }],
  ["keepalives=1&tcp_user_timeout=9&gssencmode=disable", { gssencmode: "disable" }],
])("?%s", (query, parameters) => {
  expect(read(`postgresql://h/console?${query}`).parameters).toEqual(parameters);
});

const SECRET = "hunter2";

test.each([
  [`postgresql://ada:${SECRET}%@h/d`, /% in its password .*write % as %25$/],
  [`postgresql://ada:${SECRET}%zz@h/d`, /% in its password .*write % as %25$/],
  [`postgresql://ada:${SECRET}%ff@h/d`, /% in its password .*write % as %25$/],
  [`postgresql://ada%:${SECRET}@h/d`, /% in its user name/],
  ["postgresql://h/100%", /% in its database name/],
  [`postgresql://ada:a@${SECRET}@h/d`, /more than one @ .*write @ as %40$/],
  [`postgresql://ada:a/${SECRET}@h/d`, /write \/ as %2F/],
  [`postgresql://ada:a@b/${SECRET}@h/d`, /write \/ as %2F and @ as %40$/],
  [`postgresql://ada:${SECRET}/@h/d`, /write \/ as %2F/],
  [`postgresql://ada:ab/c?${SECRET}-rest=1@h/d`, /has an @ behind its \?/],
  [`postgresql://ada:12/c?${SECRET}=1@h/d`, /has an @ behind its \?: .*write @ as %40 and \/ as %2F/],
  [`postgresql://ada:12/c?sslmode=${SECRET}@h/d`, /has an @ behind its \?/],
  [`postgresql://ada:12/c?${SECRET}@h/d`, /has an @ behind its \?/],
  [`postgresql://ada:ab/${SECRET}?sslmode=${SECRET}`, /port that is no number/],
  [`postgresql://a:b:${SECRET}/c?${SECRET}=1`, /\[brackets\]|port that is no number/],
  ["postgresql://h/d?user=ada@example", /has an @ behind its \?/],
  ["postgresql://h:0/d", /port that is no number/],
  ["postgresql://h:65536/d", /port that is no number/],
  ["postgresql://h:5432x/d", /port that is no number/],
  ["postgresql://2001:db8::1/d", /\[brackets\]/],
  ["postgresql://[::1/d", /\[brackets\]/],
  ["postgresql:///d?host=a,b,c&port=1,2", /3 hosts and 2 ports/],
  ["postgresql://a,b/d?hostaddr=10.0.0.1", /2 hosts and 1 entries in hostaddr/],
  ["postgresql://a/d?hostaddr=10.0.0.1,10.0.0.2", /1 hosts and 2 entries in hostaddr/],
  ["postgresql://,/d?hostaddr=10.0.0.1", /2 hosts and 1 entries in hostaddr/],
  ["postgresql:///d?hostaddr=10.0.0.1,10.0.0.2&port=1,2,3", /2 hosts and 3 ports/],
  [
    "postgresql://h/d?sslmode=verify_full",
    /^has sslmode=verify_full, which must be one of disable, allow, prefer, require, verify-ca, verify-full$/,
  ],
  ["postgresql://h/d?sslmod=require", /^has the parameter "sslmod", which neither libpq nor Latchkey knows: remove it$/],
  ["postgresql://h/d?require_auth=scram-sha-256", /"require_auth"/],
  ["postgresql://h/d?gssencmode=require", /gssencmode/],
  ["postgresql://h/d?target_session_attrs=standby", /target_session_attrs=standby, but Latchkey writes/],
  ["postgresql://h/d?connect_timeout=soon", /connect_timeout that is no whole number/],
  ["postgresql://h/d?connect_timeout=9999999", /connect_timeout that is no whole number of 1 to 6 digits/],
  ["postgresql://h/d?sslmode", /parameter without =/],
  ["mysql://h/d", /^must look like postgresql:/],
  ["postgresql+psycopg2://h/d", /^must look like postgresql:/],
  ["host=h user=u", /^must look like postgresql:/],
  ["postgresql://", /^must look like postgresql:/],
])("%s is refused in one line without the password", (url, problem) => {
  const parsed = parseDatabaseUrl(url);
  expect(parsed).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  expect(JSON.stringify(parsed)).not.toMatch(new RegExp(`${SECRET}|\\\\n`));
});

test("parameters are added to an address and keep its other parts", () => {
  const url = "postgresql://u:a?b@h1:1,h2:2/d?sslmode=require&schema=old";
  expect(withParameters(url, { schema: "a b", pgbouncer: "true" })).toBe(
    "postgresql://u:a?b@h1:1,h2:2/d?sslmode=require&schema=a%20b&pgbouncer=true",
  );
  expect(withParameters("postgresql://h/d", { schema: "x" })).toBe("postgresql://h/d?schema=x");
});
