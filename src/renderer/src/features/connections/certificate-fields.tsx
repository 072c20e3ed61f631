import { ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import {
  Button as AriaButton,
  Disclosure,
  DisclosurePanel,
  FileTrigger,
  Heading,
} from 'react-aria-components';
import type { ServerCertificate, TlsTrust } from '#shared/model/index.ts';
import { type SaidError, sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { formatAbsolute } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { addressOf } from './connection-fields.ts';
import type { ConnectionForm } from './connection-form.ts';

interface CertificateFieldsProps {
  readonly form: ConnectionForm;
  readonly onChange: (tls: TlsTrust) => void;
}

/** How far certificates are trusted beyond the system's store: one more authority, or one certificate. */
export function CertificateFields({ form, onChange }: CertificateFieldsProps) {
  const { caCertificate = '', fingerprint } = form.tls;
  const own = caCertificate !== '' || fingerprint !== undefined;
  return (
    <Disclosure className="disclosure span-2" defaultExpanded={own}>
      <Heading level={3}>
        <AriaButton slot="trigger" className="disclosure-button">
          Certificate{own && ' · own trust set'}
        </AriaButton>
      </Heading>
      <DisclosurePanel className="certificate-fields">
        <TextInput
          label="Certificate authority (PEM)"
          hint="In addition to those that this computer trusts already."
          rows={3}
          mono
          placeholder="-----BEGIN CERTIFICATE-----"
          value={caCertificate}
          onChange={(text) => onChange({ ...form.tls, caCertificate: text })}
        />
        <div className="form-actions form-actions-start">
          <FileTrigger
            acceptedFileTypes={['.pem', '.crt', '.cer']}
            onSelect={(files) => {
              const file = files?.[0];
              if (file !== undefined)
                void file.text().then((text) => onChange({ ...form.tls, caCertificate: text }));
            }}
          >
            <Button size="small">Choose a file…</Button>
          </FileTrigger>
        </div>
        <TrustOne form={form} onChange={onChange} />
      </DisclosurePanel>
    </Disclosure>
  );
}

function TrustOne({ form, onChange }: CertificateFieldsProps) {
  const [certificate, setCertificate] = useState<ServerCertificate>();
  const [failure, setFailure] = useState<SaidError>();
  const [asking, setAsking] = useState(false);
  const address = addressOf(form.kind, form.values);
  const { fingerprint } = form.tls;
  const ask = async (): Promise<void> => {
    setAsking(true);
    setFailure(undefined);
    try {
      setCertificate(await call('connections.certificate', { url: address }));
    } catch (error) {
      setFailure(sayThrown(error, 'connections.certificate'));
    } finally {
      setAsking(false);
    }
  };
  if (fingerprint !== undefined) {
    return (
      <Notice
        tone="warning"
        actions={
          <Button size="small" onPress={() => onChange({ caCertificate: form.tls.caCertificate })}>
            Trust it no more
          </Button>
        }
      >
        Exactly one certificate is accepted as it is:
        <code className="fingerprint">{fingerprint}</code>
      </Notice>
    );
  }
  return (
    <>
      <Button
        size="small"
        isPending={asking}
        reason={address.startsWith('https://') ? undefined : 'Enter an https:// address first'}
        onPress={() => void ask()}
      >
        <ShieldAlert size={13} aria-hidden="true" />
        Show the server's certificate…
      </Button>
      {failure !== undefined && (
        <Notice tone="bad" alert>
          {failure.message} {failure.hint}
        </Notice>
      )}
      {certificate !== undefined && (
        <CertificateCard
          certificate={certificate}
          onTrust={() => onChange({ ...form.tls, fingerprint: certificate.fingerprint })}
        />
      )}
    </>
  );
}

function CertificateCard({
  certificate,
  onTrust,
}: {
  readonly certificate: ServerCertificate;
  readonly onTrust: () => void;
}) {
  return (
    <section className="card certificate" aria-label="The server's certificate">
      <dl className="facts">
        <dt>Server</dt>
        <dd>
          <Plain>{certificate.host}</Plain>
        </dd>
        <dt>Issued to</dt>
        <dd>
          <Plain>{certificate.subject}</Plain>
        </dd>
        <dt>Issued by</dt>
        <dd>
          <Plain>{certificate.issuer}</Plain>
          {certificate.selfSigned && ' (by itself)'}
        </dd>
        <dt>Valid</dt>
        <dd>
          {formatAbsolute(certificate.validFrom)} to {formatAbsolute(certificate.validTo)}
        </dd>
        <dt>SHA-256</dt>
        <dd>
          <code className="fingerprint">{certificate.fingerprint}</code>
        </dd>
      </dl>
      <p className="muted">
        Trust it only if you know this fingerprint from elsewhere, for example from the people who run the
        cloud. Then this one certificate is accepted, and no other.
      </p>
      <Button size="small" variant="danger" onPress={onTrust}>
        Trust this certificate
      </Button>
    </section>
  );
}
