import { identifierKey } from "@/lib/users/identifier-key";

/** Whether `address` is the one that the account has: to prove it is no change of address. */
export function isSameAddress(current: string | null, address: string): boolean {
  return current !== null && identifierKey(current) === identifierKey(address);
}
