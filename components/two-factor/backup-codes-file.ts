/** What the downloaded file is called and says around the codes; `account` and `console` are named on paper too. */
export type BackupCodesFile = { name: string; heading: string; advice: string; account: string; console: string };

/** New backup codes, as the server answers with them this once. `created` says when, in words. */
export type IssuedCodes = { codes: string[]; createdAt: string; created: string };

export function backupCodesText({ codes, created }: IssuedCodes, { heading, advice }: BackupCodesFile): string {
  return [heading, created, "", ...codes, "", advice, ""].join("\n");
}
