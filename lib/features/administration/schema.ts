import * as z from "zod/mini";
import { optionalEmailSchema, usernameSchema } from "@/lib/features/account/schema";
import { SORT_ORDERS, USER_GROUPS, USER_SORTS } from "@/lib/features/account/types";
import { EVENT_TYPES, FACTORS } from "@/lib/features/audit/types";
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

/** The fields of a form that acts on a user; its reverification field is parsed separately. */
export const actOnUserSchema = z.object({ userId: userIdSchema, action: userActionSchema });

export const inviteSchema = z.object({
  username: usernameSchema,
  email: optionalEmailSchema,
  admin: z.pipe(
    z.optional(z.string()),
    z.transform((value) => value === "on"),
  ),
});
