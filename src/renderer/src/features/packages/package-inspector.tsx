import { type ReactNode, useEffect } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Package } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { exactBytes, formatBytes, formatCount } from '../../ui/format-bytes.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import {
  reasonAgainst,
  useConnection,
  useConnectionColor,
  useConnectionsStore,
} from '../connections/connections-store.ts';
import { ProductionSign } from '../connections/production-sign.tsx';
import { ConflictDialog } from '../edits/conflict-dialog.tsx';
import { RawTab } from '../inspector/raw-tab.tsx';
import { MetadataTree } from '../metadata/metadata-tree.tsx';
import { coreWords, cpuWords, diskWords, memoryWords } from './package-figures.ts';
import { packageKey } from './package-list.ts';
import { decidedChange, sentWords } from './package-race.ts';
import { chosenPackage, loadPackage, showPackageDialog, usePackagesStore } from './packages-store.ts';
import { requirementWords } from './requirement-words.ts';
import { addressProblem } from './unsendable-metadata.ts';
import { usePackageChange } from './use-package-change.ts';

/** What is known of the chosen package, and what can be done with it. */
export function PackageInspector() {
  const chosen = usePackagesStore(chosenPackage);
  if (chosen === undefined) return <p className="inspector-empty">Choose a package to see what it allows.</p>;
  return <OnePackage key={packageKey(chosen)} chosen={chosen} />;
}

function OnePackage({ chosen }: { readonly chosen: Package }) {
  const { connection, id, name } = chosen;
  const held = usePackagesStore((state) => state.document);
  const error = usePackagesStore((state) => state.documentError);
  const color = useConnectionColor(connection);
  const state = useConnection(connection);
  const offline = state?.health === 'offline';
  useEffect(() => {
    // Asked again when the cloud is back.
    if (!offline) void loadPackage({ connection, id });
  }, [connection, id, offline]);
  const document = held !== undefined && packageKey(held.package) === packageKey(chosen) ? held : undefined;
  const shown = document?.package ?? chosen;
  return (
    <>
      <header className="inspector-head">
        <h2>
          <Plain>{name}</Plain>
        </h2>
        <p className="inspector-where">
          <CloudName name={connection} color={color} />
          {state?.profile.production === true && <ProductionSign />}
          <span aria-hidden="true">·</span>
          <span className="mono" title={visibleText(id)}>
            {shortId(id)}
          </span>
          <CopyButton text={id} what="id" />
        </p>
      </header>
      <Tabs className="tabs">
        <TabList className="tab-list" aria-label="Parts of the package">
          <Tab id="overview">Overview</Tab>
          <Tab id="metadata">Metadata {Object.keys(shown.metadata).length}</Tab>
          <Tab id="raw">Raw</Tab>
        </TabList>
        {error !== undefined && <Notice tone="warning">{sayThrown(error, 'packages.show').message}</Notice>}
        <TabPanel id="overview" className="tab-panel">
          <Overview shown={shown} />
        </TabPanel>
        <TabPanel id="metadata" className="tab-panel">
          <Metadata shown={shown} />
        </TabPanel>
        <TabPanel id="raw" className="tab-panel tab-panel-raw">
          {document === undefined && offline ? (
            <p className="tab-empty">
              The service's document of a package is not kept: it is there when {visibleText(connection)} can
              be reached.
            </p>
          ) : (
            <RawTab raw={document?.raw} />
          )}
        </TabPanel>
      </Tabs>
      <Actions shown={shown} />
    </>
  );
}

function Overview({ shown }: { readonly shown: Package }) {
  const { ramMb, quotaGb, cpuCap, cpuShares, maxSwapMb, blockSize, compression, zfsIoPriority } = shown;
  return (
    <>
      <section className="card package-card" aria-label="Size">
        <BigFigure name="Memory" value={memoryWords(ramMb)} />
        <BigFigure name="Disk quota" value={diskWords(quotaGb)} />
        <BigFigure
          name={cpuCap === null ? 'CPU cap' : `CPU cap, ${cpuWords(cpuCap)}`}
          value={cpuCap === null ? 'none' : coreWords(cpuCap)}
        />
      </section>
      <dl className="facts">
        {cpuShares !== null && <Fact name="CPU shares">{formatCount(cpuShares)}</Fact>}
        <Fact name="Max swap">{maxSwapMb === null ? "the service's own" : memoryWords(maxSwapMb)}</Fact>
        <Fact name="Block size">
          <span title={blockSize === null ? undefined : exactBytes(blockSize)}>
            {blockSize === null ? "the service's own" : formatBytes(blockSize)}
          </span>
        </Fact>
        <Fact name="Compression">
          {compression === null ? "the service's own (off)" : visibleText(compression)}
        </Fact>
        <Fact name="I/O priority">
          {zfsIoPriority === null ? "the service's own" : formatCount(zfsIoPriority)}
        </Fact>
      </dl>
      <section className="rules" aria-label="Requirements">
        <h3>Where it may run</h3>
        {shown.requirements.length === 0 ? (
          <p className="muted">Anywhere: no requirements.</p>
        ) : (
          <ul>
            {shown.requirements.map((rule) => (
              <li key={JSON.stringify(rule)}>{requirementWords(rule)}</li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function BigFigure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <strong className="figure">{value}</strong>
      <span>{name}</span>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Metadata({ shown }: { readonly shown: Package }) {
  const capabilities = useConnectionsStore((state) => state.capabilities[shown.connection]);
  const reason = reasonAgainst(capabilities, 'package.metadata');
  const { busy, error, race, submit, settleRace, leaveRace } = usePackageChange(shown);
  return (
    <>
      {error !== undefined && (
        <Notice tone="bad" alert>
          {visibleText(error)}
        </Notice>
      )}
      <MetadataTree
        label={`Metadata of ${shown.name}`}
        noun="key"
        tree={shown.metadata}
        reasons={{ set: reason, unset: reason }}
        keyProblem={addressProblem}
        busy={busy}
        onChange={submit}
      />
      {race !== undefined && (
        <ConflictDialog
          name={shown.name}
          race={race}
          sends={(sides) => sentWords(decidedChange(race, sides))}
          busy={busy}
          onSettle={(sides) => void settleRace(sides)}
          onLeave={leaveRace}
        />
      )}
    </>
  );
}

function Actions({ shown }: { readonly shown: Package }) {
  const capabilities = useConnectionsStore((state) => state.capabilities[shown.connection]);
  return (
    <footer className="inspector-actions">
      <Button
        size="small"
        tip="Packages cannot be changed; make a better one beside it"
        reason={reasonAgainst(capabilities, 'package.create')}
        onPress={() => showPackageDialog({ type: 'create', connection: shown.connection, like: shown })}
      >
        New one like this…
      </Button>
      <Button
        size="small"
        tip="Make one like this in another cloud, with its rules and metadata"
        onPress={() => showPackageDialog({ type: 'copy', package: shown })}
      >
        Copy to…
      </Button>
      <Button
        size="small"
        variant="danger"
        reason={reasonAgainst(capabilities, 'package.delete')}
        onPress={() => showPackageDialog({ type: 'remove', package: shown })}
      >
        Delete…
      </Button>
    </footer>
  );
}
