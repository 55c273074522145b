import { type Config, ConfigError } from "@/lib/platform/config/config";
import { isLoopback } from "@/lib/platform/http/requested-address";

type Settings = Pick<Config, "appUrl" | "appUrlIsSet" | "allowInsecureHttp">;

/** Plain http over a network needs the operator's consent (OWASP ASVS 5.0 V12.2.1). Throws ConfigError. */
export function expectSecureAddress({ appUrl, allowInsecureHttp }: Settings): void {
  if (allowInsecureHttp || !crossesNetwork(appUrl)) return;
  throw new ConfigError(
    "APP_URL",
    `is ${appUrl}: passwords and sessions would cross the network unencrypted. Put a proxy with TLS in front and https in APP_URL, ` +
      "or accept the risk with ALLOW_INSECURE_HTTP=1",
  );
}

/** What to say at the start where plain http was allowed; null where nothing crosses a network without TLS. */
export function plainHttpWarning({ appUrl, appUrlIsSet, allowInsecureHttp }: Settings): string | null {
  if (crossesNetwork(appUrl))
    return `Warning: APP_URL is ${appUrl}: passwords and sessions cross the network unencrypted, as ALLOW_INSECURE_HTTP=1 allows`;
  if (allowInsecureHttp && !appUrlIsSet)
    return "Warning: ALLOW_INSECURE_HTTP=1 without APP_URL: the console answers under any host name, and without encryption";
  return null;
}

function crossesNetwork(appUrl: string): boolean {
  const { protocol, hostname } = new URL(appUrl);
  return protocol !== "https:" && !isLoopback(hostname);
}
