import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

/**
 * The import rules of the house, checked on the real import graph of every source file. The compiler proves
 * the hosts' libraries (a tsconfig a layer); this proves who may know whom.
 */
const root = join(import.meta.dirname, '../../..');

interface Import {
  readonly from: string;
  /** A path from the root for a file of ours, else the package's name (`node:fs`, `react`). */
  readonly to: string;
}

const imports = sourceFiles('src').flatMap(importsOf);

/** `allowed` decides over each import of the files under `layer`. The first matching row is the one that counts. */
const RULES: readonly { readonly layer: string; readonly allowed: (to: string, from: string) => boolean }[] =
  [
    {
      layer: 'src/shared/',
      allowed: (to) =>
        to.startsWith('src/shared/') || to.startsWith('resources/definitions/') || to === 'zod',
    },
    { layer: 'src/preload/', allowed: (to) => to.startsWith('src/shared/') || to === 'electron' },
    {
      layer: 'src/renderer/',
      allowed: (to) =>
        to.startsWith('src/renderer/') ||
        to.startsWith('src/shared/') ||
        (isPackage(to) && !isNode(to) && to !== 'electron'),
    },
    {
      layer: 'src/sandbox/',
      allowed: (to) =>
        to.startsWith('src/sandbox/') || (isPackage(to) && !['electron', 'react'].includes(to)),
    },
    { layer: 'src/main/index.ts', allowed: (to) => to.startsWith('src/main/hosts/electron/') },
    {
      layer: 'src/main/hosts/electron/',
      allowed: (to) =>
        to.startsWith('src/main/hosts/electron/') ||
        to === 'src/main/hosts/page/index.ts' ||
        to.startsWith('src/shared/') ||
        isApplication(to) ||
        isPackage(to),
    },
    {
      layer: 'src/main/hosts/',
      allowed: (to, from) =>
        to.startsWith('src/shared/') ||
        isApplication(to) ||
        to.startsWith(hostOf(from)) ||
        /^src\/main\/hosts\/(web|page)\/index\.ts$/.test(to) ||
        (isPackage(to) && to !== 'electron' && to !== 'react'),
    },
    {
      layer: 'src/main/providers/',
      allowed: (to, from) =>
        isProvidersNeighbour(to, from) ||
        to.startsWith('src/shared/') ||
        to === 'src/main/http/index.ts' ||
        (isPackage(to) && to !== 'electron' && to !== 'react'),
    },
    {
      layer: 'src/main/',
      allowed: (to, from) =>
        to.startsWith('src/shared/') ||
        isIndexOrOwn(to, from) ||
        to === 'package.json' ||
        (isPackage(to) && to !== 'electron' && to !== 'react'),
    },
  ];

describe('the import rules of the house', () => {
  test('there is a graph to check', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  test('every import is one that its layer may have', () => {
    const wrong = imports.filter(({ from, to }) => {
      const rule = RULES.find(({ layer }) => from.startsWith(layer));
      return rule !== undefined && !rule.allowed(to, from) && to !== 'package.json';
    });
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  test('only the registry names concrete providers', () => {
    const naming = imports.filter(
      ({ from, to }) =>
        /^src\/main\/providers\/[a-z]+\//.test(to) &&
        !from.startsWith(`${dirname(to)}/`) &&
        !from.startsWith('src/main/providers/'),
    );
    expect(naming).toEqual([]);
  });

  test('nobody imports in a circle between features of the main process', () => {
    const features = new Map<string, Set<string>>();
    for (const { from, to } of imports) {
      const [a, b] = [featureOf(from), featureOf(to)];
      if (a === undefined || b === undefined || a === b) continue;
      features.set(a, (features.get(a) ?? new Set()).add(b));
    }
    expect(circles(features)).toEqual([]);
  });
});

/** What a host may know of the main process: the application, and the small files beside it. */
function isApplication(to: string): boolean {
  return (
    /^src\/main\/[a-z-]+\.ts$/.test(to) ||
    /^src\/main\/(connections|log|settings|transfers)\/index\.ts$/.test(to)
  );
}

function hostOf(from: string): string {
  return from.split('/').slice(0, 4).join('/');
}

/** provider.ts and the registry's neighbours, Keystone, and a provider's own folder; never another provider. */
function isProvidersNeighbour(to: string, from: string): boolean {
  if (!to.startsWith('src/main/providers/')) return false;
  const own = from.split('/').slice(0, 4).join('/');
  if (from === 'src/main/providers/index.ts') return true;
  return (
    to.startsWith(`${own}/`) ||
    to.startsWith('src/main/providers/keystone/') ||
    /^src\/main\/providers\/[a-z-]+\.ts$/.test(to)
  );
}

/** Another feature only by its index; the providers' interface; the files at the top of main. */
function isIndexOrOwn(to: string, from: string): boolean {
  const own = featureOf(from);
  return (
    (own !== undefined && to.startsWith(`src/main/${own}/`)) ||
    /^src\/main\/[a-z]+\/index\.ts$/.test(to) ||
    to === 'src/main/providers/provider.ts' ||
    /^src\/main\/[a-z-]+\.ts$/.test(to)
  );
}

function featureOf(path: string): string | undefined {
  return /^src\/main\/([a-z]+)\//.exec(path)?.[1];
}

function isPackage(to: string): boolean {
  return !to.startsWith('src/') && to !== 'package.json';
}

function isNode(to: string): boolean {
  return to.startsWith('node:');
}

function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const found: string[] = [];
  const visit = (node: string, path: readonly string[]): void => {
    if (path.includes(node)) {
      found.push([...path.slice(path.indexOf(node)), node].join(' → '));
      return;
    }
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const { module } = parseSync(file, text);
  const named = [...module.staticImports, ...module.staticExports.flatMap((each) => each.entries)].flatMap(
    (each) => each.moduleRequest?.value ?? [],
  );
  const dynamic = module.dynamicImports.flatMap(
    (each) => /^['"](.+)['"]$/.exec(text.slice(each.moduleRequest.start, each.moduleRequest.end))?.[1] ?? [],
  );
  return [...new Set([...named, ...dynamic])].map((specifier) => ({
    from: file,
    to: resolveFrom(file, specifier),
  }));
}

function resolveFrom(file: string, specifier: string): string {
  if (specifier.startsWith('#shared/')) return specifier.replace('#shared/', 'src/shared/');
  if (specifier.startsWith('.')) return relative(root, join(root, dirname(file), specifier));
  return specifier.startsWith('@')
    ? specifier.split('/').slice(0, 2).join('/')
    : specifier.startsWith('node:')
      ? specifier
      : (specifier.split('/')[0] ?? specifier);
}
