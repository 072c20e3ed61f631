import { describe, expect, it } from 'vitest';
import { pythonPretty, pythonRepr } from '../../../src/sandbox/dialects/glance/python-text.ts';
import { pythonJson } from '../../../src/sandbox/http/python-json.ts';

describe('values in the words of Python', () => {
  it.each([
    [null, 'None'],
    [true, 'True'],
    [['a', 1], "['a', 1]"],
    [{ a: { b: false } }, "{'a': {'b': False}}"],
    ["it's", '"it\'s"'],
    [`both ' and "`, `'both \\' and "'`],
    ['line\nbreak\\', "'line\\nbreak\\\\'"],
  ])('%j is %s', (value, text) => {
    expect(pythonRepr(value)).toBe(text);
  });

  it('are laid out on several lines with sorted keys where they are long', () => {
    const value = { type: ['null', 'string'], description: 'Descriptive name for the image', maxLength: 255 };
    expect(pythonPretty(value)).toBe(
      "{'description': 'Descriptive name for the image',\n 'maxLength': 255,\n 'type': ['null', 'string']}",
    );
  });

  it('are JSON with spaces, and escaped where ASCII is wanted', () => {
    expect(pythonJson({ a: [1, null], b: 'é', c: undefined })).toBe('{"a": [1, null], "b": "é"}');
    expect(pythonJson('é😀', true)).toBe('"\\u00e9\\ud83d\\ude00"');
  });
});
