/** What the downloaded file is called and says around the codes. */
export type BackupCodesFile = { name: string; heading: string; advice: string };

export function backupCodesText(codes: string[], { heading, advice }: BackupCodesFile): string {
  return [heading, "", ...codes, "", advice, ""].join("\n");
}
