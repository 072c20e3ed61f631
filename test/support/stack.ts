import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const stack = join(import.meta.dirname, '../openstack/stack.sh');

export interface StackEnvironment {
  /** Path of the stack's clouds.yaml. */
  readonly clouds: string;
  readonly authUrl: string;
  readonly imageUrl: string;
  readonly password: string;
  /** Variables that make the standard clients speak to it as `demo`. */
  readonly client: Readonly<Record<string, string>>;
}

/** Where the real OpenStack of the suite is; it runs already (`global-setup.ts`). */
export function stackEnvironment(cloud = 'demo'): StackEnvironment {
  const printed = execFileSync('bash', [stack, 'env'], { encoding: 'utf8' });
  const value = (name: string): string => new RegExp(`${name}=(.*)`).exec(printed)?.[1] ?? '';
  const clouds = value('OS_CLIENT_CONFIG_FILE');
  return {
    clouds,
    authUrl: value('STACK_AUTH_URL'),
    imageUrl: value('STACK_IMAGE_URL'),
    password: value('STACK_PASSWORD'),
    client: { OS_CLIENT_CONFIG_FILE: clouds, OS_CLOUD: cloud },
  };
}
