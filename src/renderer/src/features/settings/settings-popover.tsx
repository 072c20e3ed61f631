import { Settings as SettingsIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { DialogTrigger, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Settings } from '#shared/model/index.ts';
import { showOverlay, useAppStore } from '../../app/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { NumberInput, SelectInput, TextInput } from '../../ui/fields.tsx';
import { PanelPopover } from '../../ui/panel-popover.tsx';
import { changeSettings, useSettingsStore } from './settings-store.ts';

const THEMES = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;
const DENSITIES = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
] as const;

const REFRESH_CHOICES = [
  { minutes: 0, label: 'Only by hand' },
  { minutes: 1, label: 'Every minute' },
  { minutes: 5, label: 'Every 5 minutes' },
  { minutes: 15, label: 'Every 15 minutes' },
  { minutes: 60, label: 'Every hour' },
] as const;
const HISTORY_CHOICES = [
  { days: 0, label: 'Not at all' },
  { days: 7, label: 'For a week' },
  { days: 30, label: 'For 30 days' },
  { days: 90, label: 'For 90 days' },
  { days: 365, label: 'For a year' },
] as const;

/** The settings, beside their button. */
export function SettingsPopover() {
  const open = useAppStore((state) => state.overlay === 'settings');
  return (
    <DialogTrigger isOpen={open} onOpenChange={(next) => showOverlay(next ? 'settings' : undefined)}>
      <Button variant="icon" aria-label="Settings" tip="Settings">
        <SettingsIcon size={16} aria-hidden="true" />
      </Button>
      <PanelPopover title="Settings" className="settings" placement="bottom end">
        <SettingsForm />
        <About />
      </PanelPopover>
    </DialogTrigger>
  );
}

function SettingsForm() {
  const settings = useSettingsStore((state) => state.settings);
  const info = useSettingsStore((state) => state.info);
  return (
    <>
      <Segments
        label="Theme"
        value={settings.theme}
        choices={THEMES}
        onChange={(theme) => void changeSettings({ theme })}
      />
      <Segments
        label="Rows"
        value={settings.density}
        choices={DENSITIES}
        onChange={(density) => void changeSettings({ density })}
      />
      <Amount
        label="Read the clouds' lists again"
        value={settings.refreshMinutes}
        choices={REFRESH_CHOICES.map(({ minutes, label }) => ({ value: minutes, label }))}
        otherwise={(minutes) => `Every ${minutes} minutes`}
        onChange={(refreshMinutes) => void changeSettings({ refreshMinutes })}
      />
      <Amount
        label="Remember what changed"
        value={settings.historyDays}
        choices={HISTORY_CHOICES.map(({ days, label }) => ({ value: days, label }))}
        otherwise={(days) => `For ${days} days`}
        hint={settings.historyDays === 0 ? '“What changed” and the past stay empty.' : undefined}
        onChange={(historyDays) => void changeSettings({ historyDays })}
      />
      <FolderField settings={settings} placeholder={info?.downloadFolder ?? ''} />
      <NumberInput
        label="Transfers at once for one cloud"
        value={settings.transfersPerConnection}
        min={1}
        max={16}
        onChange={(count) => {
          if (count !== undefined) void changeSettings({ transfersPerConnection: count });
        }}
      />
    </>
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: number;
  readonly choices: readonly { readonly value: number; readonly label: string }[];
  /** How an amount is called that is none of the choices: it may have been set elsewhere. */
  readonly otherwise: (value: number) => string;
  readonly hint?: string | undefined;
  readonly onChange: (value: number) => void;
}

/** One of a few amounts, in words. */
function Amount({ label, value, choices, otherwise, hint, onChange }: AmountProps) {
  const known = choices.some((choice) => choice.value === value);
  const all = known ? choices : [...choices, { value, label: otherwise(value) }];
  return (
    <SelectInput
      label={label}
      value={String(value)}
      hint={hint}
      choices={all.map((choice) => ({ value: String(choice.value), label: choice.label }))}
      onChange={(chosen) => onChange(Number(chosen))}
    />
  );
}

/** Kept when the field is left, not with every letter. */
function FolderField({
  settings,
  placeholder,
}: {
  readonly settings: Settings;
  readonly placeholder: string;
}) {
  const [folder, setFolder] = useState(settings.downloadFolder ?? '');
  useEffect(() => setFolder(settings.downloadFolder ?? ''), [settings.downloadFolder]);
  const keep = (): void => {
    const downloadFolder = folder.trim() === '' ? null : folder.trim();
    if (downloadFolder !== settings.downloadFolder) void changeSettings({ downloadFolder });
  };
  return (
    <TextInput
      label="Download folder"
      onBlur={keep}
      value={folder}
      onChange={setFolder}
      placeholder={placeholder}
      hint={folder === '' ? 'Empty means the folder shown.' : undefined}
    />
  );
}

interface SegmentsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}

function Segments<Value extends string>({ label, value, choices, onChange }: SegmentsProps<Value>) {
  return (
    <div className="field">
      <span className="label">{label}</span>
      <ToggleButtonGroup
        className="segments"
        aria-label={label}
        selectedKeys={[value]}
        disallowEmptySelection
        onSelectionChange={(keys) => {
          const chosen = choices.find((choice) => keys.has(choice.value));
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {choices.map((choice) => (
          <ToggleButton key={choice.value} id={choice.value} className="segment">
            {choice.label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

function About() {
  const info = useSettingsStore((state) => state.info);
  if (info === undefined) return null;
  return (
    <dl className="about">
      <dt>Argosy</dt>
      <dd>{info.version}</dd>
      <dt>Data</dt>
      <dd className="mono">{info.dataDirectory}</dd>
      <dt>Secrets</dt>
      <dd>{info.secretStore}</dd>
    </dl>
  );
}
