/** Where a request came from: what is shown to people about their sign-ins and kept in the audit log. */
export type ClientInfo = { ip: string; userAgent: string };
