const HOST = /^[\w.:[\]-]+$/;

/** Whether a host and a path can be read at all: Next fails on those that cannot. */
export function isWellFormed({ url = "", host = "" }: { url: string | undefined; host: string | undefined }): boolean {
  return HOST.test(host) && url.startsWith("/") && isDecodable(url.split("?")[0] ?? "");
}

function isDecodable(text: string): boolean {
  try {
    return typeof decodeURIComponent(text) === "string";
  } catch {
    return false;
  }
}
