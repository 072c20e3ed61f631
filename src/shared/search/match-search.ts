import type { Image } from '../model/image.ts';
import { foldText } from './fold-text.ts';
import type {
  NumberField,
  SearchCondition,
  SearchQuery,
  TextField,
  TextPattern,
  TimeField,
} from './search-query.ts';
import { propertyText, searchText } from './search-text.ts';

/** Whether all terms of a query hold for an image: what every way of searching must agree with. */
export function matchesSearch({ terms }: SearchQuery, image: Image): boolean {
  let text: string | undefined;
  const searched = (): string => {
    text ??= searchText(image);
    return text;
  };
  return terms.every(({ condition, negated }) => matchesCondition(condition, image, searched) !== negated);
}

/**
 * Whether one condition holds. What an image does not have fits nothing, not even `any`. `searched` gives the
 * image's search text, for who has it already.
 */
export function matchesCondition(
  condition: SearchCondition,
  image: Image,
  searched: () => string = () => searchText(image),
): boolean {
  switch (condition.kind) {
    case 'words':
      return searched().includes(condition.text);
    case 'text':
      return textValues(condition.field, image).some((value) => fitsOne(condition.patterns, foldText(value)));
    case 'property':
      return Object.entries(image.properties).some(
        ([key, value]) =>
          foldText(key) === condition.key && fitsOne(condition.patterns, foldText(propertyText(value))),
      );
    case 'number':
      return fitsRange(condition, numberOf(condition.field, image));
    case 'time':
      return fitsRange(condition, timeOf(condition.field, image));
    case 'flag':
      return image[condition.field] === true;
  }
}

/** Whether folded text fits a pattern. */
export function fitsPattern({ match, text }: TextPattern, folded: string): boolean {
  switch (match) {
    case 'any':
      return true;
    case 'equals':
      return folded === text;
    case 'starts':
      return folded.startsWith(text);
    case 'contains':
      return folded.includes(text);
  }
}

/** Whether a number lies within the ends. `null`, and what is no number, never does. */
export function fitsRange(
  ends: {
    readonly from: number | undefined;
    readonly to: number | undefined;
    readonly fromOpen?: boolean;
    readonly toOpen?: boolean;
  },
  value: number | null,
): boolean {
  if (value === null || Number.isNaN(value)) return false;
  if (ends.from !== undefined && (ends.fromOpen ? value <= ends.from : value < ends.from)) return false;
  return ends.to === undefined || (ends.toOpen ? value < ends.to : value <= ends.to);
}

function fitsOne(patterns: readonly TextPattern[], folded: string): boolean {
  return patterns.some((pattern) => fitsPattern(pattern, folded));
}

function textValues(field: TextField, image: Image): readonly string[] {
  switch (field) {
    case 'cloud':
      return [image.connection];
    case 'id':
      return [image.id];
    case 'tag':
      return image.tags;
    case 'status':
      return [image.status, ...present(image.serviceStatus)];
    case 'os_hash':
      return present(image.checksum?.value ?? null);
    case 'format':
      return present(image.diskFormat);
    case 'container':
      return present(image.containerFormat);
    default:
      return present(image[field]);
  }
}

function present(value: string | null): readonly string[] {
  return value === null ? [] : [value];
}

function numberOf(field: NumberField, image: Image): number | null {
  switch (field) {
    case 'size':
      return image.sizeBytes;
    case 'virtual':
      return image.virtualSizeBytes;
    case 'min_disk':
      return image.minDiskGb;
    case 'min_ram':
      return image.minRamMb;
  }
}

function timeOf(field: TimeField, image: Image): number | null {
  const iso = field === 'updated' ? image.updatedAt : image.createdAt;
  return iso === null ? null : Date.parse(iso);
}
