/** How often a property is tried: `HEDDLE_RUNS=20` makes it 20 times as often, for long hunts. */
export function runs(usual: number): number {
  return usual * Number(process.env["HEDDLE_RUNS"] ?? 1);
}
