import { entriesOf, type Fail } from "./environment-variable";

/** What RFC 9116 section 2.5.3 allows, on one line each: the file is made of lines. */
const CONTACT = /^(mailto:[^\s@,]+@[^\s@,]+|tel:\+?[\d().-]{3,}|https:\/\/[^\s,]+)$/;

/** Returns the addresses in SECURITY_CONTACT, which commas separate. */
export function readSecurityContacts(text: string, fail: Fail): string[] {
  const contacts = entriesOf(text);
  for (const contact of contacts) {
    if (CONTACT.test(contact) && URL.canParse(contact)) continue;
    const reason = "must hold addresses like mailto:security@example.com, https://example.com/security or tel:+1-201-555-0123";
    fail({ variable: "SECURITY_CONTACT", reason });
  }
  return contacts;
}
