import type { Image } from '#shared/model/index.ts';

/** The distribution that an image says it holds: its property `os_distro`. */
export function distributionOf(image: Pick<Image, 'properties'>): string | null {
  const value = Object.hasOwn(image.properties, 'os_distro') ? image.properties['os_distro'] : undefined;
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
