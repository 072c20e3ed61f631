import { useMemo } from 'react';
import type { FieldWish } from '#shared/edits/index.ts';
import type { Capabilities, Image, JsonValue, Operation } from '#shared/model/index.ts';
import { type Choice, NumberInput, SelectInput } from '../../ui/fields.tsx';
import { isVisibility, VISIBILITY_MEANINGS, visibilityLabel } from '../catalog/visibility-word.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { unwish, wish } from './many-store.ts';
import { spreadOf, spreadWords } from './value-spread.ts';

interface ManyPartProps {
  readonly images: readonly Image[];
  readonly wishes: ReadonlyMap<string, FieldWish>;
}

const LEAVE = 'leave';
/** How a select says that each image keeps its own. */
const leaveChoice = (now: string): Choice<string> => ({ value: LEAVE, label: 'Leave as it is', note: now });

/** The fields that images have alike. Each begins as "leave as it is", with what is there now beside it. */
export function ManyFields({ images, wishes }: ManyPartProps) {
  const no = useFieldReasons(images);
  const now = useMemo(() => {
    const words = (field: string): string => spreadWords(field, spreadOf(images, field));
    return {
      visibility: words('visibility'),
      protected: words('protected'),
      hidden: words('hidden'),
      minDiskGb: words('minDiskGb'),
      minRamMb: words('minRamMb'),
    };
  }, [images]);
  const visibilities = useVisibilities(images);
  const wanted = (field: string): JsonValue | undefined => wishes.get(field)?.wanted;
  const visibility = wanted('visibility');
  return (
    <div className="form-grid many-fields">
      <SelectInput
        className="span-2"
        label="Visibility"
        value={typeof visibility === 'string' ? visibility : LEAVE}
        reason={no('image.visibility')}
        hint={
          typeof visibility === 'string' && isVisibility(visibility)
            ? `Seen by ${VISIBILITY_MEANINGS[visibility]}. Now: ${now.visibility}`
            : now.visibility
        }
        choices={[leaveChoice(now.visibility), ...visibilities]}
        onChange={(value) => (isVisibility(value) ? wish('visibility', value) : unwish('visibility'))}
      />
      <FlagInput
        field="protected"
        label="Protected"
        words={['Protected: cannot be deleted', 'Not protected']}
        now={now.protected}
        value={wanted('protected')}
        reason={no('image.protect')}
      />
      <FlagInput
        field="hidden"
        label="Hidden"
        words={['Hidden: left out of ordinary lists', 'Not hidden']}
        now={now.hidden}
        value={wanted('hidden')}
        reason={no('image.hide')}
      />
      <MinimumInput
        field="minDiskGb"
        label="Min disk"
        unit="GiB"
        now={now.minDiskGb}
        value={wanted('minDiskGb')}
        reason={no('image.minimums')}
      />
      <MinimumInput
        field="minRamMb"
        label="Min memory"
        unit="MiB"
        now={now.minRamMb}
        value={wanted('minRamMb')}
        reason={no('image.minimums')}
      />
    </div>
  );
}

interface OneFieldProps {
  readonly field: string;
  readonly label: string;
  readonly now: string;
  readonly value: JsonValue | undefined;
  readonly reason: string | undefined;
}

function FlagInput(props: OneFieldProps & { readonly words: readonly [string, string] }) {
  const { field, label, words, now, value, reason } = props;
  return (
    <SelectInput
      label={label}
      value={value === undefined ? LEAVE : value === true ? 'yes' : 'no'}
      reason={reason}
      hint={now}
      choices={[leaveChoice(now), { value: 'yes', label: words[0] }, { value: 'no', label: words[1] }]}
      onChange={(chosen) => (chosen === LEAVE ? unwish(field) : wish(field, chosen === 'yes'))}
    />
  );
}

function MinimumInput({ field, label, unit, now, value, reason }: OneFieldProps & { readonly unit: string }) {
  return (
    <NumberInput
      label={label}
      unit={unit}
      placeholder="Leave as it is"
      reason={reason}
      hint={now}
      value={typeof value === 'number' ? value : undefined}
      onChange={(next) => (next === undefined ? unwish(field) : wish(field, next))}
    />
  );
}

/** Why none of the clouds of these images can do something; one that can is enough. */
export function useFieldReasons(images: readonly Image[]): (operation: Operation) => string | undefined {
  const clouds = useClouds(images);
  return (operation) => {
    const reasons = clouds.map((capabilities) => reasonAgainst(capabilities, operation));
    return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
  };
}

/** The visibilities that at least one of the clouds has. */
function useVisibilities(images: readonly Image[]): readonly Choice<string>[] {
  const values = useClouds(images).flatMap((capabilities) => capabilities?.visibilities ?? []);
  return [...new Set(values)].map((value) => ({
    value,
    label: visibilityLabel(value),
    note: isVisibility(value) ? VISIBILITY_MEANINGS[value] : undefined,
  }));
}

function useClouds(images: readonly Image[]): readonly (Capabilities | undefined)[] {
  const capabilities = useConnectionsStore((state) => state.capabilities);
  return useMemo(
    () => [...new Set(images.map(({ connection }) => connection))].map((name) => capabilities[name]),
    [images, capabilities],
  );
}
