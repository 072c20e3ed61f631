import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inTurn, median, medianSeconds, type Run, runCommand } from './measure.ts';
import { benchRealGlance } from './real-glance.ts';
import { inAppOf, line, verdict } from './report.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const ROUNDS = 5;
const MEMORY_ROUNDS = 3;
/** The one image of the loopback service. */
const IMAGE = '11111111-2222-3333-4444-555555555555';
const argosy = join(import.meta.dirname, '../../bin/argosy.js');
const inApp = join(import.meta.dirname, 'in-app.ts');

/** The whole of `npm run bench -- transfer`. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-bench-'));
  try {
    await runCommand(process.execPath, [argosy, '--version']);
    const oneGiB = await randomFile(join(folder, 'one-gib.raw'), GIB);
    await benchLoopback(folder, oneGiB);
    await benchMemory(folder);
    await benchRealGlance(folder, oneGiB);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** 1 GiB to and from a server that costs nothing, against curl and sha512sum. */
async function benchLoopback(folder: string, file: string): Promise<void> {
  const service = await startService(file, GIB);
  const home = await connect(join(folder, 'home'), service.url);
  const target = `${service.url}/v2/images/x/file`;
  const put = ['-sS', '-o', '/dev/null', '-T', file, '-H', 'Content-Type: application/octet-stream', target];
  const copy = join(folder, 'copy.raw');
  const shell = (script: string): Promise<Run> => runCommand('bash', ['-c', script]);
  try {
    console.log('\n1 GiB up, loopback server that discards (median seconds of whole processes)');
    const up = await inTurn(
      {
        argosy: () => upload(file, home),
        inApp: () => runCommand(process.execPath, [inApp, home, 'upload', file]),
        curl: () => runCommand('curl', put),
        beside: () => shell(`sha512sum ${file} >/dev/null & curl ${put.map(quote).join(' ')}; wait`),
        followed: () => shell(`curl ${put.map(quote).join(' ')}; sha512sum ${file} >/dev/null`),
      },
      ROUNDS,
    );
    reportLoopback(up);

    console.log('\n1 GiB down, loopback server that serves from memory (median seconds of whole processes)');
    const down = await inTurn(
      {
        argosy: async () => {
          await rm(copy, { force: true });
          return download(copy, home);
        },
        inApp: () =>
          runCommand(process.execPath, [inApp, home, 'download', IMAGE, join(folder, 'in-app.raw')]),
        curl: () => runCommand('curl', ['-sS', '-o', join(folder, 'curl.raw'), target]),
        beside: () => shell(`curl -sS ${target} | tee ${join(folder, 'tee.raw')} | sha512sum >/dev/null`),
        followed: () =>
          shell(
            `curl -sS -o ${join(folder, 'curl.raw')} ${target}; sha512sum ${join(folder, 'curl.raw')} >/dev/null`,
          ),
      },
      ROUNDS,
    );
    reportLoopback(down);
  } finally {
    service.stop();
  }
}

function reportLoopback(
  runs: Record<'argosy' | 'inApp' | 'curl' | 'beside' | 'followed', readonly Run[]>,
): void {
  const within = runs.inApp.map(inAppOf);
  const app = median(within.map(({ seconds }) => seconds));
  const command = medianSeconds(runs.argosy);
  console.log(line('argosy, the whole command', command));
  console.log(line('argosy, in the running app', app));
  for (const name of ['curl', 'beside', 'followed'] as const) {
    const label = {
      curl: '(a) curl alone',
      beside: '(b) curl beside sha512sum',
      followed: '(b) curl followed by sha512sum',
    }[name];
    const other = medianSeconds(runs[name]);
    console.log(
      `${line(label, other)}   ratio to argosy: command ${(other / command).toFixed(2)}, app ${(other / app).toFixed(2)}`,
    );
  }
  const beside = medianSeconds(runs.beside);
  console.log(verdict('(b) beside, app at least 1.0', beside / app >= 1));
  console.log(verdict('(b) followed, command at least 1.0', medianSeconds(runs.followed) / command >= 1));
  console.log(
    verdict(
      'every run verified',
      within.every(({ verified }) => verified),
    ),
  );
  const p99 = Math.max(...within.map(({ loopDelayP99Ms }) => loopDelayP99Ms));
  console.log(
    `${verdict('event-loop delay p99 under 20 ms', p99 < 20)}   ${p99.toFixed(1)} ms (max ${Math.max(...within.map(({ loopDelayMaxMs }) => loopDelayMaxMs)).toFixed(1)} ms)`,
  );
}

/** Peak memory must not depend on the image's size. */
async function benchMemory(folder: string): Promise<void> {
  console.log('\nPeak memory of the whole command, MiB (median)');
  const peaks: number[] = [];
  for (const sizeBytes of [256 * MIB, 4 * GIB]) {
    const file = join(folder, 'sized.raw');
    await writeFile(file, '');
    await truncate(file, sizeBytes);
    const service = await startService(file, sizeBytes);
    const home = await connect(join(folder, `home-${sizeBytes}`), service.url);
    const copy = join(folder, 'sized-copy.raw');
    const runs = await inTurn(
      {
        up: () => upload(file, home),
        down: async () => {
          await rm(copy, { force: true });
          return download(copy, home);
        },
      },
      MEMORY_ROUNDS,
    );
    await rm(copy, { force: true });
    const [up, down] = [runs.up, runs.down].map((each) => median(each.map(({ peakMiB }) => peakMiB)));
    service.stop();
    peaks.push(up ?? 0, down ?? 0);
    console.log(
      `  ${(sizeBytes / MIB).toString().padStart(4)} MiB image: upload ${up?.toFixed(0)}, download ${down?.toFixed(0)}`,
    );
  }
  const [smallUp = 0, smallDown = 0, bigUp = 0, bigDown = 0] = peaks;
  console.log(verdict('4 GiB within 20 MiB of 256 MiB', bigUp - smallUp <= 20 && bigDown - smallDown <= 20));
  console.log(verdict('under 250 MiB in all', Math.max(...peaks) < 250));
}

function upload(file: string, home: string): Promise<Run> {
  const what = ['image', 'upload', '-c', 'bench', file, '--disk-format', 'raw', '--name', 'bench'];
  return runCommand(process.execPath, [argosy, ...what, '--home', home, '--quiet', '--json']);
}

function download(to: string, home: string): Promise<Run> {
  const what = ['image', 'download', '-c', 'bench', IMAGE, '-o', to];
  return runCommand(process.execPath, [argosy, ...what, '--home', home, '--quiet', '--json']);
}

async function randomFile(path: string, sizeBytes: number): Promise<string> {
  const random = await open('/dev/urandom');
  const file = await open(path, 'w');
  const block = Buffer.alloc(8 * MIB);
  for (let written = 0; written < sizeBytes; written += block.length) {
    await random.read(block, 0, block.length);
    await file.write(block);
  }
  await Promise.all([random.close(), file.close()]);
  return path;
}

async function startService(file: string, sizeBytes: number): Promise<{ url: string; stop(): void }> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file, { highWaterMark: MIB })) hash.update(chunk);
  const service = join(import.meta.dirname, 'loopback-service.ts');
  const child: ChildProcess = spawn(
    process.execPath,
    [service, file, hash.digest('hex'), String(sizeBytes)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const port = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the loopback service ended')));
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve);
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

async function connect(home: string, url: string): Promise<string> {
  await runCommand(
    process.execPath,
    [
      argosy,
      'connection',
      'add',
      'bench',
      '--kind',
      'glance',
      '--auth-url',
      `${url}/v3`,
      '--username',
      'u',
      '--project',
      'p',
      '--home',
      home,
    ],
    { ARGOSY_SECRET: 'bench-secret' },
  );
  return home;
}

function quote(word: string): string {
  return `'${word}'`;
}
