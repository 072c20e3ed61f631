import { describe, expect, it } from 'vitest';
import { SwitchError, Switches, switchNames } from '../../../src/sandbox/switches/switches.ts';

describe('switches', () => {
  it('are read from command-line text', () => {
    const switches = new Switches();
    for (const text of ['empty', 'token-ttl=3', 'fail-next=503x2', 'next-drops-duplicates=off'])
      switches.setText(text);
    expect(switches.flag('empty')).toBe(true);
    expect(switches.number('token-ttl')).toBe(3);
    expect(switches.flag('next-drops-duplicates')).toBe(false);
    expect([switches.take('fail-next'), switches.take('fail-next'), switches.take('fail-next')]).toEqual([
      503,
      503,
      undefined,
    ]);
  });

  it('act every time when no count is given, until they are reset', () => {
    const switches = new Switches();
    switches.set('stall-after', 10);
    expect(Array.from({ length: 5 }, () => switches.take('stall-after'))).toEqual([10, 10, 10, 10, 10]);
    expect(switches.values()['stall-after']).toBe(10);
    switches.set('stall-after', null);
    expect(switches.take('stall-after')).toBeUndefined();
  });

  it('say what is wrong with a name or value', () => {
    const switches = new Switches();
    expect(() => switches.set('nothing', true)).toThrow(/no switch is called 'nothing'.*token-ttl/);
    expect(() => switches.set('slow', -1)).toThrow(SwitchError);
    expect(() => switches.set('constructor', true)).toThrow(SwitchError);
    expect(() => switches.set('bulk-images', 3)).toThrow(/when the sandbox starts/);
  });

  it('all have a JSON value', () => {
    expect(Object.keys(new Switches().values())).toEqual(switchNames());
  });
});
