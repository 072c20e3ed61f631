import { describe, expect, test } from 'vitest';
import {
  decidedEdit,
  isNothingLost,
  lostRace,
  openFields,
} from '../../../src/renderer/src/features/edits/lost-race.ts';
import { imageOf } from '../renderer/images.ts';

const base = imageOf({ name: 'debian', properties: { hw_disk_bus: 'ide', os_version: '12', kept: 'x' } });

describe('an edit that somebody else came before', () => {
  const now = imageOf({
    name: 'debian-sid',
    tags: ['theirs'],
    properties: { hw_disk_bus: 'scsi', os_version: '12', kept: 'x' },
    revision: '2',
  });
  const edit = {
    minDiskGb: 10,
    name: 'debian-sid',
    setProperties: { hw_disk_bus: 'virtio' },
    unsetProperties: ['os_version'],
  };
  const race = lostRace(base, edit, now);

  test('is a conflict only where both changed the same to different values', () => {
    expect(Object.fromEntries(race.fields.map(({ field, state }) => [field, state]))).toEqual({
      name: 'same',
      minDiskGb: 'clean',
      'property.hw_disk_bus': 'conflict',
      'property.os_version': 'clean',
    });
    expect(race.fields.find(({ field }) => field === 'property.hw_disk_bus')).toMatchObject({
      base: 'ide',
      wanted: 'virtio',
      now: 'scsi',
    });
  });

  test('tells what they changed besides, which stays', () => {
    expect(race.others).toEqual([
      { field: 'tag.theirs', base: false, wanted: true, now: true, state: 'same' },
    ]);
  });

  test('sends nothing that nobody decided, nor what is so already', () => {
    expect(openFields(race, {}).map(({ field }) => field)).toEqual(['property.hw_disk_bus']);
    expect(decidedEdit(race, { 'property.hw_disk_bus': 'yours' })).toEqual({
      minDiskGb: 10,
      setProperties: { hw_disk_bus: 'virtio' },
      unsetProperties: ['os_version'],
    });
    const theirs = { 'property.hw_disk_bus': 'theirs', minDiskGb: 'theirs' } as const;
    expect(openFields(race, theirs)).toEqual([]);
    expect(decidedEdit(race, theirs)).toEqual({ unsetProperties: ['os_version'] });
  });

  test('may come out with nothing left to send', () => {
    const one = lostRace(base, { setProperties: { hw_disk_bus: 'virtio' } }, now);
    expect(decidedEdit(one, { 'property.hw_disk_bus': 'theirs' })).toEqual({});
  });

  test('lost nothing where only what nobody edits has moved', () => {
    const moved = { ...base, revision: '2', updatedAt: '2026-11-02T10:00:00Z', sizeBytes: 5 };
    expect(isNothingLost(lostRace(base, edit, moved))).toBe(true);
    expect(isNothingLost(race)).toBe(false);
  });

  test('of a tree knows both the way to a value and what was changed beside it', () => {
    const tree = (colour: string, note: string) =>
      imageOf({ properties: { jingles: { colour, note } }, revision: colour + note });
    const { fields, others } = lostRace(
      tree('red', 'a'),
      { setProperties: { 'jingles/colour': 'blue' } },
      tree('red', 'b'),
    );
    expect(fields).toMatchObject([{ field: 'property.jingles/colour', state: 'clean' }]);
    expect(others.map(({ field }) => field)).toEqual(['property.jingles']);
  });
});
