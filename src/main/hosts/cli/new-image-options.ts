import type { Command } from 'commander';
import type { Capabilities, JsonValue, NewImage, Visibility } from '#shared/model/index.ts';
import { VISIBILITIES } from '#shared/model/index.ts';
import { looseJson } from './json-argument.ts';
import { collect, collectPairs, filled, oneOf, UsageError, wholeNumber } from './usage.ts';

/** What `image upload` and `image import` say of the image to be made. */
export interface NewImageOptions {
  readonly connection: string;
  readonly name?: string;
  readonly diskFormat?: string;
  readonly containerFormat?: string;
  readonly visibility?: Visibility;
  readonly minDisk?: number;
  readonly minRam?: number;
  readonly property?: Readonly<Record<string, string>>;
  readonly tag?: readonly string[];
  readonly store?: string;
}

export function newImageOptions(command: Command): Command {
  return command
    .requiredOption('-c, --connection <name>', 'cloud')
    .option('--name <name>', 'image name (default: the file’s)', filled)
    .option('--disk-format <format>', 'disk format, or auto: from the content', 'auto')
    .option('--container-format <format>', 'container format (default: bare)', filled)
    .option('--visibility <visibility>', VISIBILITIES.join(', '), oneOf(...VISIBILITIES))
    .option('--min-disk <GB>', 'least disk in GB', wholeNumber)
    .option('--min-ram <MB>', 'least memory in MB', wholeNumber)
    .option(
      '--property <K=V>',
      'property, repeatable (FiFo: the value is JSON, a bare word a string)',
      collectPairs,
    )
    .option('--tag <tag>', 'tag, repeatable', collect)
    .option('--store <store>', 'the store to put it in, where the service has several', filled);
}

/** The fields that a person named, and nothing else. */
export function namedFields(options: NewImageOptions, capabilities: Capabilities): Partial<NewImage> {
  const { name, diskFormat, containerFormat, visibility, minDisk, minRam, property, tag, store } = options;
  return {
    ...(name === undefined ? {} : { name }),
    ...(diskFormat === undefined || diskFormat === 'auto' ? {} : { diskFormat }),
    ...(containerFormat === undefined ? {} : { containerFormat }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(minDisk === undefined ? {} : { minDiskGb: minDisk }),
    ...(minRam === undefined ? {} : { minRamMb: minRam }),
    ...(tag === undefined ? {} : { tags: [...tag] }),
    ...(property === undefined ? {} : { properties: propertyValues(property, capabilities) }),
    ...(store === undefined ? {} : { store }),
  };
}

/** Properties as the kind of service keeps them: text, or JSON where values may be nested. */
export function propertyValues(
  properties: Readonly<Record<string, string>>,
  { operations }: Capabilities,
): Readonly<Record<string, JsonValue>> {
  if (!operations['property.nested'].supported) return properties;
  return Object.fromEntries(Object.entries(properties).map(([key, text]) => [key, propertyJson(key, text)]));
}

function propertyJson(key: string, text: string): JsonValue {
  try {
    return looseJson(text);
  } catch (error) {
    throw new UsageError(`--property ${key}: ${error instanceof Error ? error.message : 'no JSON.'}`);
  }
}
