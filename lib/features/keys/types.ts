import type { EncryptedKind } from "@/lib/platform/crypto/encryption";

/** Keys of ENCRYPTION_KEYS that something in the database needs: not there, or there with other bytes. */
export type KeyProblem = { code: "keys-missing"; keyIds: string[] } | { code: "keys-wrong"; keyIds: string[] };

/**
 * What keeps a server from starting beside others. `others-lack-key`: it would seal what they cannot open.
 * `key-of-others-missing`: they seal what it could not open.
 */
export type JoinProblem =
  | KeyProblem
  | { code: "auth-secret-changed" }
  | { code: "others-lack-key"; keyId: string }
  | { code: "key-of-others-missing"; keyId: string };

/** A running server could not open what would be sealed with that key. */
export type RotateProblem = { code: "server-lacks-key"; keyId: string };

/** A row that stayed as it was: `owner` is a user name, or the id of a mail to nobody known. */
type Unopened = { kind: EncryptedKind; owner: string; keyId: string };

export type Rotation = {
  /** The id of the key that everything is sealed with now. */
  keyId: string;
  resealed: Record<EncryptedKind, number>;
  unopened: Unopened[];
  /** Configured keys with which nothing is sealed any more, nor will be by a server that runs. */
  unusedKeyIds: string[];
};
