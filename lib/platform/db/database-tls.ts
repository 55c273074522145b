import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import path from "node:path";
import { type ConnectionOptions, createSecureContext, type SecureContextOptions } from "node:tls";
import { ConfigError } from "@/lib/platform/config/config";
import type { DatabaseParameters, DatabaseServer } from "./database-url";

/** With TLS by these options, or without. */
export type Encryption = ConnectionOptions | false;

/** Files of the systems' trusted certificates: Debian, Red Hat, macOS and BSD. */
const SYSTEM_ROOTS = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

const fail = (reason: string): never => {
  throw new ConfigError("DATABASE_URL", reason);
};

/** The files that the address names, which must be readable at each start. */
export function tlsFiles({ sslrootcert, sslcert, sslkey, sslcrl }: DatabaseParameters): string[] {
  return [sslrootcert === "system" ? undefined : sslrootcert, sslcert, sslkey, sslcrl].filter((file) => file !== undefined);
}

/**
 * Connection attempts for each server, in libpq's order (PostgreSQL manual, 32.19): a socket is never encrypted.
 * Reads the files that the address names. Throws ConfigError.
 */
export function readEncryption(parameters: DatabaseParameters): (server: DatabaseServer) => Encryption[] {
  const { sslrootcert, sslnegotiation } = parameters;
  const mode = parameters.sslmode ?? (sslrootcert === "system" ? "verify-full" : "prefer");
  const isWeak = ["disable", "allow", "prefer"].includes(mode);
  if (sslrootcert === "system" && mode !== "verify-full") fail(`has sslrootcert=system, which needs sslmode=verify-full, not ${mode}`);
  if (sslnegotiation === "direct" && isWeak) fail("has sslnegotiation=direct, which needs sslmode=require, verify-ca or verify-full");
  if (mode === "verify-ca" && !sslrootcert)
    fail("has sslmode=verify-ca without sslrootcert=FILE, the certificate of your authority in PEM form");
  if (mode === "disable") return () => [false];
  const options = () => ({
    secureContext: readSecureContext(parameters),
    // Without a configured authority only verify-full checks the certificate; with one, the chain is always checked.
    rejectUnauthorized: mode === "verify-full" || sslrootcert !== undefined,
    ...(mode !== "verify-full" && { checkServerIdentity: () => undefined }),
  });
  return ({ host, address }) => {
    if (path.isAbsolute(host)) return [false];
    // A server name is never an IP address (RFC 6066 section 3); without one the certificate is checked for `host`.
    const encrypted = { ...options(), ...(address && { host, ...(isIP(host) === 0 && { servername: host }) }) };
    if (mode === "allow") return [false, encrypted];
    return mode === "prefer" ? [encrypted, false] : [encrypted];
  };
}

function readSecureContext(parameters: DatabaseParameters) {
  const { sslrootcert, sslcert, sslkey, sslpassword, sslcrl, ssl_min_protocol_version, ssl_max_protocol_version } = parameters;
  if (sslcert && !sslkey) fail("has sslcert without sslkey=FILE, its private key");
  if (sslkey && !sslcert) fail("has sslkey without sslcert=FILE, its certificate");
  const options: SecureContextOptions = {
    ...(sslrootcert && { ca: sslrootcert === "system" ? systemRoots() : readCertificates("sslrootcert", sslrootcert) }),
    ...(sslcert && { cert: readCertificates("sslcert", sslcert) }),
    ...(sslkey && { key: readPem("sslkey", sslkey, "PRIVATE KEY") }),
    ...(sslpassword && { passphrase: sslpassword }),
    ...(sslcrl && { crl: readPem("sslcrl", sslcrl, "X509 CRL") }),
    ...(ssl_min_protocol_version && { minVersion: ssl_min_protocol_version }),
    ...(ssl_max_protocol_version && { maxVersion: ssl_max_protocol_version }),
  };
  try {
    return createSecureContext(options);
  } catch (error) {
    return fail(secureContextProblem(error as NodeJS.ErrnoException, parameters));
  }
}

function secureContextProblem({ code = "", message }: NodeJS.ErrnoException, { sslkey, sslcert }: DatabaseParameters): string {
  if (/KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH/.test(code))
    return `names the key ${sslkey}, which does not belong to the certificate ${sslcert}`;
  if (/PASSPHRASE|BAD_DECRYPT|BAD_PASSWORD|INTERRUPTED|CANCELLED/.test(code) || /decrypt|passphrase|cancelled/i.test(message))
    return `names the key ${sslkey}, which sslpassword does not open`;
  return `names certificates or a key that cannot be used: ${message.split("\n")[0]}`;
}

/** OpenSSL's variable for the file comes first. */
function systemRoots(): string | undefined {
  const { SSL_CERT_FILE } = process.env;
  if (SSL_CERT_FILE && existsSync(SSL_CERT_FILE)) return readPem("SSL_CERT_FILE", SSL_CERT_FILE, "CERTIFICATE");
  const file = SYSTEM_ROOTS.find((name) => existsSync(name));
  return file && readPem("sslrootcert=system", file, "CERTIFICATE");
}

function readCertificates(parameter: string, file: string): string {
  const text = readPem(parameter, file, "CERTIFICATE");
  for (const [certificate] of text.matchAll(/-----BEGIN[^-]*CERTIFICATE-----[^-]*(?:-----END[^-]*-----)?/g)) {
    if (!isCertificate(certificate)) fail(`names the file ${file} in ${parameter}, which holds a damaged certificate`);
  }
  return text;
}

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}

const READ_PROBLEMS: Record<string, string> = {
  ENOENT: "which does not exist",
  ENOTDIR: "which does not exist",
  EACCES: "which this user may not read",
  EISDIR: "which is a folder",
};

/** `parameter` is the source of the file name, for messages. */
function readPem(parameter: string, file: string, kind: string): string {
  const named = `names the file ${file} in ${parameter}`;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    return fail(`${named}, ${READ_PROBLEMS[code] ?? `which cannot be read (${message})`}`);
  }
  if (new RegExp(`-----BEGIN [A-Z0-9 ]*${kind}-----`).test(text)) return text;
  return fail(`${named}, which is not in PEM form: it must hold -----BEGIN ${kind}-----`);
}
