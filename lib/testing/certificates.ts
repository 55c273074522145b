import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** Certificates of a made-up authority, as PEM texts and as files. */
type Authority = { folder: string; certificate: string; issue(name: string, options?: { expired?: boolean }): Issued };
type Issued = { certificate: string; key: string; certificateFile: string; keyFile: string };

/** Creates an authority with `openssl`, removed after the test. */
export function createAuthority(): Authority {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-authority-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  const newKey = ["-newkey", "rsa:2048", "-nodes"];
  openssl("req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.crt", "-days", "3650", "-subj", "/CN=Made-up authority");
  return {
    folder,
    certificate: file("ca.crt"),
    issue(name, { expired = false } = {}) {
      const isAddress = /^[\d.]+$/.test(name);
      writeFileSync(file("san"), `subjectAltName=${isAddress ? "IP" : "DNS"}:${name}\n`);
      openssl("req", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
      const signed = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "san", "-days", expired ? "-1" : "365"];
      openssl("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.crt`, ...signed);
      const [certificateFile, keyFile] = [file(`${name}.crt`), file(`${name}.key`)];
      return { certificate: readFileSync(certificateFile, "utf8"), key: readFileSync(keyFile, "utf8"), certificateFile, keyFile };
    },
  };
}
