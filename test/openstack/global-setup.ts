import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const stack = join(import.meta.dirname, 'stack.sh');

/**
 * A real Keystone, Glance and Nova for the suite: started if they do not run, without images. They are
 * stopped at the end only if the suite started them.
 */
export function setup(): () => void {
  const ran = /pid \d+/.test(run('status'));
  run('start');
  if (!ran) run('purge');
  return () => {
    if (!ran) run('stop');
  };
}

function run(command: string): string {
  return execFileSync('bash', [stack, command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
