/** `npm run bench -- NAME`: measures side by side, on this machine, in one run; prints ratios and medians. */
const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<void> }>>> = {
  transfer: () => import('./transfer/transfer.ts'),
  catalog: () => import('./catalog/catalog.ts'),
};

const name = process.argv[2] ?? '';
const load = BENCHES[name];
if (load === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(BENCHES).join(' | ')}`);
  process.exitCode = 2;
} else {
  await (await load()).run();
}
