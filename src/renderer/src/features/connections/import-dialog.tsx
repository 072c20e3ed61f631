import { useCallback, useEffect, useState } from 'react';
import { Checkbox, CheckboxGroup, FileTrigger, Label } from 'react-aria-components';
import type { CallParams, ImportCandidate, ImportFile } from '#shared/contract/index.ts';
import { KIND_LABELS } from '#shared/model/index.ts';
import { type SaidError, sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { toast } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { SelectInput } from '../../ui/fields.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { sortFiles } from '../upload/sort-files.ts';
import {
  discoverFiles,
  type ImportStart,
  loadConnections,
  refreshClouds,
  showConnectionDialog,
} from './connections-store.ts';

/** A file to import from, and how to name it to the application. */
interface OpenFile {
  readonly file: ImportFile;
  readonly source: Omit<CallParams<'connections.import'>, 'names'>;
}

const close = (): void => showConnectionDialog(undefined);

/** Chooses clouds of a clouds.yaml or an openrc. The file is not changed. */
export function ImportDialog({ start }: { readonly start: ImportStart }) {
  const [files, setFiles] = useState<readonly OpenFile[]>();
  const [path, setPath] = useState<string>();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<SaidError>();
  const shown = files?.find(({ file }) => file.path === path) ?? files?.[0];

  const show = useCallback((opened: readonly OpenFile[], open: OpenFile | undefined): void => {
    setFiles(opened);
    setPath(open?.file.path);
    setChosen(open?.file.candidates.filter(isOffered).map(({ name }) => name) ?? []);
  }, []);
  useEffect(() => {
    readStart(start).then(
      (opened) => show(opened, opened[0]),
      (error: unknown) => {
        setFiles([]);
        setFailure(sayThrown(error, 'connections.preview'));
      },
    );
  }, [start, show]);
  const choose = async (list: FileList | null): Promise<void> => {
    setFailure(undefined);
    const { importFile, secureFile } = sortFiles([...(list ?? [])]);
    const file = importFile ?? list?.[0];
    if (file === undefined) return;
    try {
      const [text, secure] = await Promise.all([file.text(), secureFile?.text()]);
      const opened = await readText(file.name, text, secure);
      show([opened, ...(files ?? [])], opened);
    } catch (error) {
      setFailure(sayThrown(error, 'connections.preview'));
    }
  };
  const add = async (): Promise<void> => {
    if (shown === undefined) return;
    setBusy(true);
    try {
      const added = await call('connections.import', { ...shown.source, names: [...chosen] });
      await loadConnections();
      refreshClouds(added.map(({ profile }) => profile.name));
      toast({ tone: 'good', title: added.length === 1 ? '1 cloud added' : `${added.length} clouds added` });
      close();
    } catch (error) {
      setFailure(sayThrown(error, 'connections.import'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <ModalDialog
      title="Import clouds"
      onClose={close}
      dismissable={!busy}
      footer={
        <>
          <FileTrigger
            allowsMultiple
            acceptedFileTypes={['.yaml', '.yml', '.rc', '.sh', 'text/plain']}
            onSelect={(list) => void choose(list)}
          >
            <Button>Choose a file…</Button>
          </FileTrigger>
          <span className="dialog-foot-text" />
          <Button onPress={close}>Cancel</Button>
          <Button
            variant="primary"
            isPending={busy}
            reason={chosen.length === 0 ? 'Choose at least one cloud' : undefined}
            onPress={() => void add()}
          >
            {importLabel(chosen.length)}
          </Button>
        </>
      }
    >
      {failure !== undefined && (
        <Notice tone="bad" alert>
          <strong>{failure.title}.</strong> {failure.message} {failure.hint}
        </Notice>
      )}
      {files === undefined && <p className="muted">Looking for clouds.yaml…</p>}
      {files !== undefined && files.length > 1 && shown !== undefined && (
        <SelectInput
          label="File"
          value={shown.file.path}
          choices={files.map(({ file }) => ({ value: file.path, label: file.path }))}
          onChange={(next) =>
            show(
              files,
              files.find(({ file }) => file.path === next),
            )
          }
        />
      )}
      {files !== undefined && shown === undefined && failure === undefined && (
        <p className="muted">
          No clouds.yaml in the usual places. Choose one, or drop it anywhere in this window.
        </p>
      )}
      {shown !== undefined && <Candidates file={shown.file} chosen={chosen} onChange={setChosen} />}
    </ModalDialog>
  );
}

interface CandidatesProps {
  readonly file: ImportFile;
  readonly chosen: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}

function Candidates({ file, chosen, onChange }: CandidatesProps) {
  return (
    <CheckboxGroup className="candidates" value={[...chosen]} onChange={onChange}>
      <Label className="label mono">{visibleText(file.path)}</Label>
      {file.candidates.length === 0 && <p className="muted">This file names no cloud.</p>}
      {file.candidates.map((candidate) => (
        <Checkbox
          key={candidate.name}
          value={candidate.name}
          className="checkbox candidate"
          isDisabled={!isOffered(candidate)}
        >
          <span className="checkbox-box" aria-hidden="true" />
          <span className="candidate-text">
            <strong>{visibleText(candidate.name)}</strong>
            <span className="muted">{describe(candidate)}</span>
            {candidate.notes.map((note) => (
              <span key={note} className="candidate-note">
                {visibleText(note)}
              </span>
            ))}
          </span>
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}

function isOffered({ profile, problem, taken }: ImportCandidate): boolean {
  return profile !== null && problem === null && !taken;
}

function describe({ profile, problem, taken, secretFound }: ImportCandidate): string {
  if (problem !== null) return visibleText(problem);
  if (taken) return 'a cloud of this name is here already';
  if (profile === null) return 'cannot be read';
  const address = 'authUrl' in profile.settings ? profile.settings.authUrl : undefined;
  return [
    KIND_LABELS[profile.kind],
    address !== undefined && visibleText(address),
    secretFound ? 'secret found' : 'no secret in the file: enter it afterwards',
  ]
    .filter((part) => typeof part === 'string')
    .join(' · ');
}

async function readStart(start: ImportStart): Promise<readonly OpenFile[]> {
  if (start.from === 'text') return [await readText(start.fileName, start.text, start.secure)];
  return (await discoverFiles()).map((file) => ({ file, source: { path: file.path } }));
}

async function readText(fileName: string, text: string, secure: string | undefined): Promise<OpenFile> {
  const source = { fileName, text, ...(secure === undefined ? {} : { secure }) };
  return { file: await call('connections.preview', source), source };
}

function importLabel(count: number): string {
  if (count === 0) return 'Import';
  return count === 1 ? 'Import 1 cloud' : `Import ${count} clouds`;
}
