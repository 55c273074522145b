const THIS_MACHINE = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** What to say at the start when people are to reach the console over a network without TLS; null where they are not. */
export function plainHttpWarning(appUrl: string): string | null {
  const { protocol, hostname } = new URL(appUrl);
  if (protocol === "https:" || THIS_MACHINE.test(hostname)) return null;
  return `Warning: APP_URL is ${appUrl}: passwords and sessions cross the network unprotected; put a proxy with TLS in front, and https in APP_URL`;
}
