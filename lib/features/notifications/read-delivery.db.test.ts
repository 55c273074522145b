import { beforeEach, expect, test } from "vitest";
import type { Deps } from "@/lib/platform/deps";
import { type RecordingTransport, recordingTransport, withMail } from "@/lib/testing/recording-transport";
import { createTestDeps } from "@/lib/testing/test-deps";
import { addUser, CLIENT, type TestUser } from "@/lib/testing/users";
import { deliverMail } from "./delivery";
import { enqueueMail, readDelivery } from "./outbox";

let outboxOnly: Deps;
let deps: Deps;
let transport: RecordingTransport;
let ada: TestUser;

beforeEach(async () => {
  ({ deps: outboxOnly } = await createTestDeps());
  transport = recordingTransport();
  deps = withMail(outboxOnly, transport);
  ada = await addUser(deps, "ada");
});

function enqueueCode(): Promise<string> {
  const mail = {
    kind: "login-code",
    code: "82345619",
    expiresInMinutes: 10,
    at: deps.clock.now(),
    ip: CLIENT.ip,
    browser: "Firefox",
  } as const;
  return enqueueMail(deps, deps.db, { userId: ada.id, username: ada.username, to: "ada@example.com", mail });
}

const stateIn = (where: Deps) => readDelivery(where, { userId: ada.id, kind: "login-code", since: where.clock.now() });

test("the delivery says whether an email is under way, sent, refused, or kept on a console that sends none", async () => {
  expect(await stateIn(deps)).toBeNull();
  const id = await enqueueCode();
  expect(await stateIn(deps)).toBe("sending");
  expect(await stateIn(outboxOnly)).toBe("queued");
  transport.failure = { stage: "connect", reason: "connection refused", permanent: false };
  await deliverMail(deps, id);
  expect(await stateIn(deps)).toBe("failed");
});

test("a delivered email is reported as sent", async () => {
  await deliverMail(deps, await enqueueCode());
  expect(await stateIn(deps)).toBe("sent");
});
