import type { Db } from "@/lib/platform/db/connect";

/** Holds `count` connections of the client in transactions, until the returned function is called. */
export async function holdConnections({ $rawTransaction }: Db, count: number): Promise<() => Promise<void>> {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const holders = Array.from({ length: count }, () => {
    let begun = () => {};
    const isHeld = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const transaction = $rawTransaction(async () => {
      begun();
      await finished;
    });
    return { isHeld, transaction };
  });
  await Promise.all(holders.map(({ isHeld }) => isHeld));
  return async () => {
    finish();
    await Promise.all(holders.map(({ transaction }) => transaction));
  };
}
