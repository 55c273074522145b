import * as z from "zod/mini";
import { identifierKey } from "@/lib/features/account/identifier";
import { optionalEmailSchema, usernameSchema } from "@/lib/features/account/schema";
import { SORT_ORDERS, USER_GROUPS, USER_SORTS } from "@/lib/features/account/types";
import { EVENT_TYPES, FACTORS } from "@/lib/features/audit/types";
import { PASTED_MAX_LENGTH } from "@/lib/platform/text/form-input";
import { EXPORT_FORMATS, NOTIFY_OUTCOMES, USER_ACTIONS } from "./types";

const SEARCH_MAX_LENGTH = 254;
const STATES = ["not-enabled", "enabled", "expired"] as const;

const searchText = z.catch(
  z.string().check(
    z.maxLength(SEARCH_MAX_LENGTH),
    z.refine((text) => !text.includes("\0")),
  ),
  "",
);

const optionalUuid = z.catch(z.optional(z.uuid()), undefined);
const optionalDate = z.catch(z.optional(z.iso.date()), undefined);

/** The query of `/admin/users`. Invalid parameters are ignored (hand-typed or outdated URLs). */
export const userListSchema = z.object({
  q: searchText,
  state: z.catch(z.optional(z.enum(STATES)), undefined),
  show: z.catch(z.optional(z.enum(USER_GROUPS)), undefined),
  sort: z.catch(z.enum(USER_SORTS), "name"),
  order: z.catch(z.optional(z.enum(SORT_ORDERS)), undefined),
  after: optionalUuid,
  before: optionalUuid,
});

/** The query of `/admin/audit`, parsed in the same way. `from` and `to` are whole days in UTC. */
export const auditQuerySchema = z.object({
  person: searchText,
  type: z.catch(z.optional(z.enum(EVENT_TYPES)), undefined),
  factor: z.catch(z.optional(z.enum(FACTORS)), undefined),
  ip: searchText,
  from: optionalDate,
  to: optionalDate,
  after: optionalUuid,
  before: optionalUuid,
});

export const exportFormatSchema = z.enum(EXPORT_FORMATS);

export const userIdSchema = z.uuid();
const userActionSchema = z.enum(USER_ACTIONS);

/** The result of the last action, in the URL of a user's page. */
export const outcomeSchema = z.object({ done: userActionSchema, notified: z.enum(NOTIFY_OUTCOMES) });

/** Which action on whom: the address of its page. */
export const userActionTargetSchema = z.object({ userId: userIdSchema, action: userActionSchema });

/** The field in which the name of an account is entered before it is deleted. */
export const CONFIRMATION_FIELD = "confirmation";

/**
 * The fields of a form that acts on a user; its reverification field is parsed separately. Deleting asks for the name that the page shows, in every
 * spelling that signs in.
 */
export const actOnUserSchema = z
  .object({ userId: userIdSchema, action: userActionSchema, username: z.optional(z.string()), confirmation: z.optional(z.string()) })
  .check(
    z.refine(({ action, username = "", confirmation = "" }) => action !== "delete" || isSameName(username, confirmation), {
      path: [CONFIRMATION_FIELD],
      message: "not-the-username",
    }),
  );

function isSameName(username: string, confirmation: string): boolean {
  return identifierKey(confirmation.slice(0, PASTED_MAX_LENGTH)) === identifierKey(username.slice(0, PASTED_MAX_LENGTH));
}

/** The query of `/admin/users/new`: the account created before. */
export const newUserQuerySchema = z.object({ after: optionalUuid });

export const inviteSchema = z.object({
  username: usernameSchema,
  email: optionalEmailSchema,
  admin: z.pipe(
    z.optional(z.string()),
    z.transform((value) => value === "on"),
  ),
});
