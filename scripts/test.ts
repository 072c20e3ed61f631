/**
 * `npm test`: check, then every suite. A suite whose tools are missing and cannot be installed is left out
 * and named in the last lines, with the reason; with `CI=true` that fails the run. Arguments name suites.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { accounts as planktonAccounts } from '../src/sandbox/dialects/plankton/accounts.ts';
import { djinnAccounts } from '../src/sandbox/seed/djinn.ts';
import { demoAccounts, demoApplicationCredential } from '../src/sandbox/seed/identities.ts';

interface Suite {
  readonly name: string;
  /** Why it cannot run here; `undefined` if it can. */
  readonly missing?: () => string | undefined;
  /** A script that runs the suite and looks at more; else vitest alone. */
  readonly script?: string;
}

const SUITES: readonly Suite[] = [
  { name: 'unit', missing: () => lacks('qemu-img') },
  { name: 'contract' },
  { name: 'conformance', script: 'scripts/conformance.ts' },
  { name: 'integration' },
  { name: 'faults' },
  { name: 'e2e', missing: () => lacksChromium() ?? lacks('qemu-img') },
  { name: 'openstack', missing: () => lacksOpenStack() ?? lacks('qemu-img') },
];

/** The sandbox's own secrets: no suite may print one. */
const SECRETS = [
  ...[...demoAccounts, demoApplicationCredential].map(({ secret }) => secret),
  ...[...planktonAccounts, ...Object.values(djinnAccounts)].map(({ token }) => token),
];
const leaked = new Set<string>();

const wanted = process.argv.slice(2);
const results: { readonly name: string; readonly outcome: 'passed' | 'failed' | string }[] = [];

if (wanted.length === 0)
  results.push({ name: 'check', outcome: await run(process.execPath, ['scripts/check.ts']) });
// One build for all: the tests that start built files find it fresh.
results.push({ name: 'build', outcome: await run(process.execPath, ['bin/argosy.js', '--version']) });
for (const suite of SUITES) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue;
  const missing = suite.missing?.();
  results.push({
    name: suite.name,
    outcome: missing ?? (await runSuite(suite)),
  });
}

results.push({ name: 'secrets in the output', outcome: leaked.size === 0 ? 'passed' : 'failed' });

const leftOut = results.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'failed');
const failed = results.filter(({ outcome }) => outcome === 'failed');
console.log('');
for (const { name, outcome } of results) {
  console.log(
    outcome === 'passed' || outcome === 'failed'
      ? `${outcome.padEnd(8)} ${name}`
      : `LEFT OUT ${name}: ${outcome}`,
  );
}
const intolerable = process.env['CI'] === 'true' ? leftOut.length : 0;
if (intolerable > 0) console.log('A suite may not be left out in CI.');
console.log(
  `${results.length - failed.length - leftOut.length} passed, ${failed.length + intolerable} failed, ${leftOut.length - intolerable} skipped`,
);
process.exitCode = failed.length + intolerable === 0 ? 0 : 1;

function runSuite({ name, script }: Suite): Promise<'passed' | 'failed'> {
  return script === undefined
    ? run('node_modules/.bin/vitest', ['run', '--project', name])
    : run(process.execPath, [script]);
}

async function run(command: string, args: readonly string[]): Promise<'passed' | 'failed'> {
  console.log(`\n> ${[command, ...args].join(' ').replace(process.execPath, 'node')}`);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['inherit', 'pipe', 'pipe'],
      env: { FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...process.env },
    });
    child.stdout.on('data', passOn(process.stdout));
    child.stderr.on('data', passOn(process.stderr));
    child.once('error', () => resolve('failed'));
    child.once('close', (code) => resolve(code === 0 ? 'passed' : 'failed'));
  });
}

function lacks(program: string): string | undefined {
  const found = spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
  return found ? undefined : `${program} is not installed (Debian: apt-get install qemu-utils)`;
}

function lacksChromium(): string | undefined {
  const path = process.env['ARGOSY_CHROMIUM'] ?? '/usr/bin/chromium';
  return existsSync(path)
    ? undefined
    : `Chromium is not at ${path} (Debian: apt-get install chromium, or set ARGOSY_CHROMIUM)`;
}

function lacksOpenStack(): string | undefined {
  const found = spawnSync(
    '/usr/bin/python3',
    ['-c', 'import glance, keystone, nova, openstackclient, glanceclient'],
    { stdio: 'ignore' },
  );
  return found.status === 0
    ? undefined
    : 'Keystone, Glance and Nova are not installed (Debian 12, as root: test/openstack/stack.sh install)';
}

/** Prints what comes, and looks into it for secrets, also across the seam of two chunks. */
function passOn(to: NodeJS.WriteStream): (chunk: Buffer) => void {
  let seam = '';
  return (chunk) => {
    to.write(chunk);
    const text = seam + chunk.toString('utf8');
    for (const secret of SECRETS) if (text.includes(secret)) leaked.add(secret);
    seam = text.slice(-128);
  };
}
