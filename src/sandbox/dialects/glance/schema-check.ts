import { fault } from './faults.ts';
import { pythonPretty, pythonRepr } from './python-text.ts';
import { imageProperties } from './schemas.ts';

type Schema = Readonly<Record<string, unknown>>;

/**
 * Checks writable attributes against the image schema, everything unknown being a string property.
 * @throws GlanceFault 400 with the text of Python's jsonschema.
 */
export function checkImageSchema(values: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(values)) {
    const known = Object.hasOwn(imageProperties, key) ? imageProperties[key] : undefined;
    const place = known === undefined ? `['additionalProperties']` : `['properties'][${pythonRepr(key)}]`;
    check(value, { ...(known ?? { type: 'string' }) }, place, `[${pythonRepr(key)}]`);
  }
}

function check(value: unknown, schema: Schema, place: string, instance: string): void {
  const refuse = (rule: string, message: string) => {
    throw fault(
      400,
      `Provided object does not match schema 'image': ${message}\n\nFailed validating '${rule}' in schema${place}:\n${indented(schema)}\n\nOn instance${instance}:\n${indented(value)}`,
    );
  };
  const types = [schema['type']].flat().map(String);
  if (!types.some((type) => isOfType(value, type))) {
    refuse('type', `${pythonRepr(value)} is not of type ${types.map(pythonRepr).join(', ')}`);
  }
  const { enum: choices, pattern, maxLength, items, required, properties } = schema;
  if (Array.isArray(choices) && !choices.includes(value)) {
    refuse('enum', `${pythonRepr(value)} is not one of ${pythonRepr(choices)}`);
  }
  if (typeof value === 'string') {
    if (typeof pattern === 'string' && !new RegExp(pattern).test(value)) {
      refuse('pattern', `${pythonRepr(value)} does not match ${pythonRepr(pattern)}`);
    }
    if (typeof maxLength === 'number' && [...value].length > maxLength) {
      refuse('maxLength', `${pythonRepr(value)} is too long`);
    }
  }
  if (Array.isArray(value) && isSchema(items)) {
    for (const [index, item] of value.entries())
      check(item, items, `${place}['items']`, `${instance}[${index}]`);
  }
  if (Array.isArray(required) && isSchema(value)) {
    const missing = required.find((key) => !Object.hasOwn(value, String(key)));
    if (missing !== undefined) refuse('required', `${pythonRepr(missing)} is a required property`);
    for (const [key, rule] of Object.entries(isSchema(properties) ? properties : {})) {
      if (isSchema(rule) && Object.hasOwn(value, key)) {
        check(
          value[key],
          rule,
          `${place}['properties'][${pythonRepr(key)}]`,
          `${instance}[${pythonRepr(key)}]`,
        );
      }
    }
  }
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isSafeInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isSchema(value);
    default:
      return typeof value === type;
  }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function indented(value: unknown): string {
  return pythonPretty(value).replace(/^/gm, '    ');
}
