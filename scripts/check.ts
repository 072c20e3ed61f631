/** `npm run check`: types of every layer, lint and format. Prints each step; fails on the first fault of any. */
import { spawn } from 'node:child_process';

const LAYERS = [
  'src/shared',
  'src/main',
  'src/main/hosts/electron',
  'src/preload',
  'src/renderer',
  'src/sandbox',
  'test',
];

const steps: readonly (readonly string[])[] = [
  ['biome', 'ci', '--error-on-warnings', '.'],
  ...LAYERS.map((layer) => ['tsc', '-p', `${layer}/tsconfig.json`]),
];

let failed = 0;
for (const [command = '', ...args] of steps) {
  const started = Date.now();
  const code = await run(command, args);
  console.log(
    `${code === 0 ? 'ok  ' : 'FAIL'} ${command} ${args.join(' ')} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  );
  if (code !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;

function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(`node_modules/.bin/${command}`, args, {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
