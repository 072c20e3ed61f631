import { BodyTooLarge, type Exchange, type ReplyHeaders } from '../../http/exchange.ts';
import { pythonJson } from '../../http/python-json.ts';
import { pathSegments, Router } from '../../http/router.ts';
import type { CreateDialect, Dialect, Services } from '../dialect.ts';
import { ApplicationCredentials } from './application-credentials.ts';
import { parseAuthRequest } from './auth-request.ts';
import { type Call, collection, Directory } from './directory.ts';
import { KeystoneFault, malformed, reasonPhrase, replyFault, unauthenticated } from './faults.ts';
import { SignInService } from './sign-in.ts';
import type { Token } from './tokens.ts';
import { catalogView, tokenTime, tokenView } from './views.ts';

interface Context {
  readonly exchange: Exchange;
  readonly base: string;
  readonly parameters: readonly string[];
}

type Handler = (context: Context) => void | Promise<void>;

/** OpenStack Identity v3 under `/identity`, as far as image clients use it (keystone-v3.md). */
export const createKeystone: CreateDialect = (services) => new Keystone(services);

class Keystone implements Dialect {
  readonly name = 'keystone';
  readonly mount = '/identity';
  readonly #services: Services;
  readonly #signIns: SignInService;
  readonly #router = new Router<Handler>();

  constructor(services: Services) {
    this.#services = services;
    this.#signIns = new SignInService(services);
    this.#routeDiscovery();
    this.#routeTokens();
    this.#routeDirectory(new Directory(services), new ApplicationCredentials(services));
  }

  async handle(exchange: Exchange, path: string): Promise<void> {
    try {
      const segments = pathSegments(path);
      const match = segments === undefined ? undefined : this.#router.match(exchange.method, segments);
      if (match === undefined || match.kind === 'missing') return replyNoSuchPage(exchange);
      if (match.kind === 'wrong-method') return replyWrongMethod(exchange, match.allowed);
      const base = `${exchange.origin}${this.mount}/v3`;
      await match.handler({ exchange, base, parameters: match.parameters });
    } catch (error) {
      if (error instanceof BodyTooLarge)
        this.#reply(exchange, new KeystoneFault(413, 'Request is too large.'));
      else if (error instanceof KeystoneFault) this.#reply(exchange, error);
      else throw error;
    }
  }

  fail(exchange: Exchange, status: number): void {
    this.#reply(
      exchange,
      new KeystoneFault(status, 'An unexpected error prevented the server from fulfilling your request.'),
    );
  }

  carriesBytes(): boolean {
    return false;
  }

  #reply(exchange: Exchange, fault: KeystoneFault): void {
    replyFault(exchange, fault, this.#services.switches.flag('html-errors'));
  }

  #routeDiscovery(): void {
    const versions: Handler = ({ exchange, base }) => {
      const headers = { Location: `${base}/` };
      replyJson(exchange, 300, { versions: { values: [versionView(base)] } }, headers);
    };
    const version: Handler = ({ exchange, base }) => replyJson(exchange, 200, { version: versionView(base) });
    for (const path of ['', '/']) this.#router.on(path, { GET: versions, HEAD: versions });
    for (const path of ['/v3', '/v3/']) this.#router.on(path, { GET: version, HEAD: version });
  }

  #routeTokens(): void {
    const validate: Handler = (context) => {
      this.#caller(context.exchange);
      this.#replyToken(context.exchange, 200, this.#subject(context.exchange));
    };
    this.#router.on('/v3/auth/tokens', {
      POST: ({ exchange }) => this.#signIn(exchange),
      HEAD: validate,
      DELETE: ({ exchange }) => {
        this.#caller(exchange);
        this.#services.tokens.revoke(this.#subject(exchange).id);
        exchange.reply(204, commonHeaders(exchange), '', reasonPhraseOf(204));
      },
      GET: validate,
    });
  }

  #routeDirectory(directory: Directory, credentials: ApplicationCredentials): void {
    const get = (path: string, answer: (call: Call) => unknown) => {
      const handler: Handler = (context) => replyJson(context.exchange, 200, answer(this.#call(context)));
      this.#router.on(path, { GET: handler, HEAD: handler });
    };
    get('/v3/auth/projects', (call) => directory.ownProjects(call));
    get('/v3/auth/domains', ({ exchange }) => collection('domains', [], exchange));
    get('/v3/auth/system', ({ exchange, token }) =>
      collection('system', token.roles.includes('admin') ? [{ all: true }] : [], exchange),
    );
    get('/v3/auth/catalog', ({ exchange, base, token }) => ({
      catalog: catalogView(exchange.origin, this.#computeSuffix(token)),
      links: { self: `${base}/auth/catalog` },
    }));
    get('/v3/projects', (call) => directory.projects(call));
    get('/v3/projects/*', (call) => directory.project(call));
    get('/v3/users', (call) => directory.users(call));
    get('/v3/users/*', (call) => directory.user(call));
    get('/v3/users/*/projects', (call) => directory.userProjects(call));
    get('/v3/domains', (call) => directory.domains(call));
    get('/v3/domains/*', (call) => directory.domain(call));
    get('/v3/roles', (call) => directory.roles(call));
    get('/v3/regions', (call) => directory.regions(call));
    this.#router.on('/v3/users/*/application_credentials', {
      GET: (context) => replyJson(context.exchange, 200, credentials.list(this.#call(context))),
      POST: async (context) => {
        const call = this.#call(context);
        replyJson(context.exchange, 201, credentials.create(call, await readJson(context.exchange)));
      },
    });
    this.#router.on('/v3/users/*/application_credentials/*', {
      GET: (context) => replyJson(context.exchange, 200, credentials.show(this.#call(context))),
      DELETE: (context) => {
        credentials.remove(this.#call(context));
        context.exchange.reply(204, commonHeaders(context.exchange), '', reasonPhraseOf(204));
      },
    });
  }

  async #signIn(exchange: Exchange): Promise<void> {
    const request = parseAuthRequest(await readJson(exchange));
    const outcome = this.#signIns.signIn(request, exchange.header('openstack-auth-receipt'));
    if (outcome.kind === 'token') return this.#replyToken(exchange, 201, outcome.token);
    const { receipt, required } = outcome;
    const user = this.#services.store.identities.user('id', receipt.userId);
    const body = {
      receipt: {
        methods: receipt.methods,
        user: { domain: { id: 'default', name: 'Default' }, id: receipt.userId, name: user?.name ?? '' },
        expires_at: tokenTime(receipt.expiresAtMs),
        issued_at: tokenTime(receipt.issuedAtMs),
      },
      required_auth_methods: required,
    };
    replyJson(exchange, 401, body, { 'Openstack-Auth-Receipt': receipt.id });
  }

  #replyToken(exchange: Exchange, status: number, token: Token): void {
    const withCatalog = exchange.query.every(([name]) => name !== 'nocatalog');
    const catalog = withCatalog ? catalogView(exchange.origin, this.#computeSuffix(token)) : undefined;
    const body = tokenView(token, this.#services.store, catalog);
    replyJson(exchange, status, body, { 'X-Subject-Token': token.id });
  }

  /** Clouds may name the project in the address of their compute service. */
  #computeSuffix({ scope }: Token): string {
    const names = this.#services.switches.flag('nova-project-urls');
    return names && scope?.kind === 'project' ? `/${scope.projectId}` : '';
  }

  #call(context: Context): Call {
    return { ...context, token: this.#caller(context.exchange) };
  }

  #caller(exchange: Exchange): Token {
    const token = this.#services.tokens.find(exchange.header('x-auth-token'));
    if (token === undefined) throw unauthenticated();
    return token;
  }

  #subject(exchange: Exchange): Token {
    const id = exchange.header('x-subject-token');
    if (id === undefined) {
      throw new KeystoneFault(
        403,
        'You are not authorized to perform the requested action: identity:validate_token.',
      );
    }
    const token = this.#services.tokens.find(id);
    if (token === undefined) throw new KeystoneFault(404, 'Could not recognize Fernet token');
    return token;
  }
}

function versionView(base: string) {
  const type = 'application/vnd.openstack.identity-v3+json';
  return {
    id: 'v3.14',
    status: 'stable',
    updated: '2020-04-07T00:00:00Z',
    links: [{ rel: 'self', href: `${base}/` }],
    'media-types': [{ base: 'application/json', type }],
  };
}

async function readJson(exchange: Exchange): Promise<unknown> {
  const problem = 'Expecting to find valid JSON in request body';
  const body = await exchange.body();
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Answered below like any other value that is no object.
  }
  throw malformed(problem);
}

function commonHeaders(exchange: Exchange): ReplyHeaders {
  return { Vary: 'X-Auth-Token', 'x-openstack-request-id': exchange.requestId };
}

function replyJson(exchange: Exchange, status: number, body: unknown, headers: ReplyHeaders = {}): void {
  const all = { 'Content-Type': 'application/json', ...headers, ...commonHeaders(exchange) };
  exchange.reply(status, all, pythonJson(body), reasonPhraseOf(status));
}

/** Keystone's server writes its reason phrases in capitals. */
function reasonPhraseOf(status: number): string {
  const phrases: Readonly<Record<number, string>> = {
    200: 'OK',
    201: 'CREATED',
    204: 'NO CONTENT',
    300: 'MULTIPLE CHOICES',
  };
  return phrases[status] ?? reasonPhrase(status);
}

function replyNoSuchPage(exchange: Exchange): void {
  const body = `<!doctype html>
<html lang=en>
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>
`;
  exchange.reply(
    404,
    { 'Content-Type': 'text/html; charset=utf-8', ...commonHeaders(exchange) },
    body,
    'NOT FOUND',
  );
}

function replyWrongMethod(exchange: Exchange, allowed: readonly string[]): void {
  const headers = {
    Allow: ['OPTIONS', ...allowed].join(', '),
    'Content-Type': 'application/json',
    ...commonHeaders(exchange),
  };
  const body = pythonJson({ message: 'The method is not allowed for the requested URL.' });
  exchange.reply(405, headers, body, 'METHOD NOT ALLOWED');
}
