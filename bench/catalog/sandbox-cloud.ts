import { join } from 'node:path';
import { request } from 'undici';
import { addGlance, type SandboxGlance, startSandbox } from '../../test/support/argosy.ts';
import { runCommand } from '../transfer/measure.ts';

export const argosy = join(import.meta.dirname, '../../bin/argosy.js');
/** The name of the connection to the sandbox in every home. */
export const CONNECTION = 'bench';

export interface SandboxCloud {
  readonly glance: SandboxGlance;
  /** Makes a data directory with nothing but a connection to this cloud. */
  connect(home: string): Promise<void>;
  /** Gives so many of demo's images another property, over the API. */
  change(images: number): Promise<void>;
  stop(): Promise<void>;
}

/** A sandbox, a process of its own, with so many images that differ as those of a large cloud do. */
export async function startSandboxCloud(images: number): Promise<SandboxCloud> {
  const { glance, stop } = await startSandbox('empty', `bulk-images=${images}`, 'bulk-variety');
  let round = 0;
  return {
    glance,
    stop,
    async connect(home) {
      const add = addGlance(CONNECTION, glance);
      await runCommand(process.execPath, [argosy, ...add, '--home', home], environment(glance.secret));
    },
    async change(wanted) {
      round += 1;
      await changeImages(glance, wanted, `round ${round}`);
    },
  };
}

/** For commands that must not look for a keyring. */
export function environment(secret?: string): NodeJS.ProcessEnv {
  return { ARGOSY_SECRET_STORE: 'file', ...(secret === undefined ? {} : { ARGOSY_SECRET: secret }) };
}

/** A password sign-in: the token, and the address of Glance without its version. */
export async function signIn(
  { authUrl, username, project }: Pick<SandboxGlance, 'authUrl' | 'username' | 'project'>,
  password: string,
): Promise<{ readonly token: string; readonly imageUrl: string }> {
  const domain = { name: 'Default' };
  const reply = await request(`${authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: username, domain, password } } },
        scope: { project: { name: project, domain } },
      },
    }),
  });
  const answer = (await reply.body.json()) as {
    token: { catalog: { type: string; endpoints: { interface: string; url: string }[] }[] };
  };
  const endpoint = answer.token.catalog
    .find(({ type }) => type === 'image')
    ?.endpoints.find((each) => each.interface === 'public');
  if (endpoint === undefined) throw new Error('the catalogue of Keystone has no image service');
  return {
    token: String(reply.headers['x-subject-token']),
    imageUrl: endpoint.url.replace(/\/(v2\/?)?$/, ''),
  };
}

async function changeImages(glance: SandboxGlance, wanted: number, value: string): Promise<void> {
  const { token, imageUrl } = await signIn(glance, glance.secret);
  const headers = { 'X-Auth-Token': token };
  // Private ones are demo's own, so that demo may change them.
  let next: string | undefined = '/v2/images?visibility=private&limit=1000';
  const ids: string[] = [];
  while (next !== undefined && ids.length < wanted) {
    const { body } = await request(imageUrl + next, { headers });
    const page = (await body.json()) as { images: { id: string }[]; next?: string };
    ids.push(...page.images.map(({ id }) => id));
    next = page.next;
  }
  const waiting = ids.slice(0, wanted);
  if (waiting.length < wanted) throw new Error(`only ${waiting.length} images can be changed`);
  const patch = JSON.stringify([{ op: 'add', path: '/bench_round', value }]);
  const runner = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const { statusCode, body } = await request(`${imageUrl}/v2/images/${id}`, {
        method: 'PATCH',
        headers: { ...headers, 'Content-Type': 'application/openstack-images-v2.1-json-patch' },
        body: patch,
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`PATCH of ${id} answered ${statusCode}: ${text.slice(0, 200)}`);
    }
  };
  await Promise.all([runner(), runner(), runner(), runner()]);
}
