import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Sandbox, type SandboxOptions, startSandbox } from './server.ts';
import { switchDefinitions } from './switches/definitions.ts';
import { SwitchError } from './switches/switches.ts';

/** The sandbox as a process of its own: see `usage`. */

const SWITCH_VALUES = { flag: '', number: '=NUMBER', counted: '=VALUE[xTIMES]' } as const;

const switchTable = Object.entries(switchDefinitions)
  .map(([name, { kind, summary }]) => `${(name + SWITCH_VALUES[kind]).padEnd(36)}${summary}`)
  .join('\n');

const usage = `usage: sandbox [--port N] [--data DIR] [--json] [--parent] [--switch NAME[=VALUE]]…
       sandbox --list-switches [--json]

  --port N     listen on this port of 127.0.0.1 (default: any free one)
  --data DIR   keep images and users there; without it nothing outlives the process
  --json       print one JSON line when ready
  --parent     end when the parent process goes away
  --switch     a deliberate deviation, also changeable with PUT /sandbox/switches:
${switchTable.replaceAll(/^/gm, '      ')}
`;

interface Arguments extends SandboxOptions {
  readonly isJson: boolean;
  readonly endsWithParent: boolean;
  /** Only tell which switches there are. */
  readonly listsSwitches: boolean;
}

function parse(argv: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string', default: '0' },
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      parent: { type: 'boolean', default: false },
      'list-switches': { type: 'boolean', default: false },
      switch: { type: 'string', multiple: true, default: [] },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`'${values.port}' is no port`);
  return {
    port: Number(values.port),
    ...(values.data !== undefined && { dataDirectory: resolve(values.data) }),
    switches: values.switch,
    isJson: values.json,
    endsWithParent: values.parent,
    listsSwitches: values['list-switches'],
  };
}

/** Calls `end` when the process that started this one is gone. */
function watchParent(end: () => void): void {
  if (process.send !== undefined) process.on('disconnect', end);
  else process.stdin.on('end', end).on('error', end).resume();
}

function readable({ url, dialects, accounts, applicationCredential }: Sandbox): string {
  const lines = [`The sandbox is ready at ${url} (Ctrl-C ends it).`];
  for (const [name, announcement] of Object.entries(dialects)) {
    lines.push('', `${name}:`);
    for (const [key, value] of Object.entries(announcement)) lines.push(`  ${key.padEnd(15)}${value}`);
  }
  lines.push('', 'accounts (user / secret / project / role):');
  for (const { username, secret, project, role, passcode } of accounts) {
    const factor = passcode === undefined ? '' : ` (one-time code ${passcode})`;
    lines.push(`  ${username} / ${secret} / ${project} / ${role}${factor}`);
  }
  lines.push(
    `  application credential of demo: ${applicationCredential.id} / ${applicationCredential.secret}`,
  );
  return lines.join('\n');
}

async function main(): Promise<void> {
  let options: Arguments;
  try {
    options = parse(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exitCode = 2;
    return;
  }
  if (options.listsSwitches) {
    const list = Object.entries(switchDefinitions).map(([name, { kind, summary }]) => ({
      name,
      kind,
      summary,
    }));
    process.stdout.write(`${options.isJson ? JSON.stringify(list) : switchTable}\n`);
    return;
  }
  const sandbox = await startSandbox(options);
  const end = () => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  if (options.endsWithParent) watchParent(end);
  const { url, dialects, accounts, applicationCredential } = sandbox;
  const line = { pid: process.pid, url, dialects, accounts, applicationCredential };
  process.stdout.write(options.isJson ? `${JSON.stringify(line)}\n` : `${readable(sandbox)}\n`);
}

main().catch((error: unknown) => {
  if (error instanceof SwitchError) {
    process.stderr.write(`error: ${error.message}\n${usage}`);
    process.exitCode = 2;
    return;
  }
  process.stderr.write(
    `error: the sandbox could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});
