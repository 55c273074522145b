/** `text` for `startsWith`, `endsWith` and `contains`: Prisma hands it to LIKE, to which `\`, `%` and `_` say something else. */
export function literally(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
