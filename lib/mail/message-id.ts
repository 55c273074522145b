/** The Message-ID of a mail: the same for every try of it, under the domain it is sent from (RFC 5322 section 3.6.4). */
export function messageId(id: string, from: string): string {
  return `${id}@${/@([^>]+)/.exec(from)?.[1] ?? "localhost"}`;
}
