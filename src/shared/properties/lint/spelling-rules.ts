import { type LintRule, property, setFix } from './lint-context.ts';

/** Spellings that Nova does not take for an architecture (nova/objects/fields.py `Architecture.canonicalize`). */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'x86_64',
  'x86-64': 'x86_64',
  x8664: 'x86_64',
  '64': 'x86_64',
  '64bit': 'x86_64',
  '64-bit': 'x86_64',
  x86: 'i686',
  x32: 'i686',
  '32bit': 'i686',
  arm64: 'aarch64',
  armv8: 'aarch64',
  aarch_64: 'aarch64',
  ppc64el: 'ppc64le',
  powerpc64le: 'ppc64le',
};

/** Spellings of distributions that are in use beside libosinfo's short ids (Glance, “Useful image properties”). */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  archlinux: 'arch',
  'org.archlinux': 'arch',
  'org.centos': 'centos',
  'org.debian': 'debian',
  'org.fedora': 'fedora',
  'org.fedoraproject': 'fedora',
  'org.freebsd': 'freebsd',
  'org.gentoo': 'gentoo',
  'org.netbsd': 'netbsd',
  'org.openbsd': 'openbsd',
  'org.opensuse': 'opensuse',
  suse: 'opensuse',
  'com.suse': 'sled',
  redhat: 'rhel',
  'red hat': 'rhel',
  'com.redhat': 'rhel',
  canonical: 'ubuntu',
  'com.ubuntu': 'ubuntu',
  'org.ubuntu': 'ubuntu',
  'com.microsoft.server': 'windows',
  windoze: 'windows',
  'ms-dos': 'msdos',
  novell: 'netware',
  rockylinux: 'rocky',
  'rocky linux': 'rocky',
  alma: 'almalinux',
  oraclelinux: 'ol',
  'oracle linux': 'ol',
  centosstream: 'centos-stream',
};

/** Written with capitals, these are the same. */
const SHORT_IDS =
  'ubuntu debian rhel centos rocky almalinux fedora opensuse sles arch alpine gentoo windows freebsd openbsd netbsd opensolaris flatcar cirros mandrake mandriva'.split(
    ' ',
  );

/** How a value is rightly spelt; `undefined` where nothing is wrong with it, or nothing is known of it. */
export function spellingOf(key: string, value: string): string | undefined {
  const typed = value.trim();
  const folded = typed.toLowerCase();
  if (key === 'architecture' || key === 'hw_architecture') {
    return Object.hasOwn(ARCHITECTURES, folded) ? ARCHITECTURES[folded] : undefined;
  }
  if (key !== 'os_distro') return undefined;
  if (Object.hasOwn(DISTRIBUTIONS, folded)) return DISTRIBUTIONS[folded];
  return folded !== typed && SHORT_IDS.includes(folded) ? folded : undefined;
}

const KEYS = ['architecture', 'hw_architecture', 'os_distro'];

const spelling: LintRule = ({ image }) =>
  KEYS.flatMap((key) => {
    const value = Object.hasOwn(image.properties, key) ? image.properties[key] : undefined;
    const right = typeof value === 'string' ? spellingOf(key, value) : undefined;
    if (typeof value !== 'string' || right === undefined) return [];
    const distribution = key === 'os_distro';
    return [
      {
        severity: distribution ? 'info' : 'warning',
        code: distribution ? 'distribution-spelling' : 'architecture-spelling',
        message: `${key} is “${value.trim()}”; its usual spelling is ${right}.`,
        reason: distribution
          ? 'Tools that know systems by their short name do not know this one.'
          : 'A server of this image is refused: no architecture is called so.',
        fields: [property(key)],
        fix: setFix(`Set it to ${right}`, { [key]: right }),
      },
    ];
  });

export const SPELLING_RULES: readonly LintRule[] = [spelling];
