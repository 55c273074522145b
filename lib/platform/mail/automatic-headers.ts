/** Out-of-office replies and ticket systems answer no email that says so (RFC 3834 section 5; Exchange reads the second one). */
export const AUTOMATIC_HEADERS = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
