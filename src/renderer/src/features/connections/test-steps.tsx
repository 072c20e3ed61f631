import { Check, LoaderCircle, Minus, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { CallParams } from '#shared/contract/index.ts';
import { TEST_STEPS, type TestStep, type TestStepName } from '#shared/model/index.ts';
import { type SaidError, sayError, sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';

const STEP_WORDS: Readonly<Record<TestStepName, string>> = {
  address: 'Address',
  tls: 'Certificate',
  'sign-in': 'Sign-in',
  service: 'Image service',
  version: 'Version',
};
const VERDICT_WORDS = { passed: 'passed', failed: 'failed', skipped: 'not tried' } as const;
const VERDICT_SIGNS = { passed: Check, failed: X, skipped: Minus } as const;

export interface ConnectionTest {
  readonly running: boolean;
  readonly steps: readonly TestStep[] | undefined;
  readonly failure: SaidError | undefined;
  run(input: CallParams<'connections.test'>): Promise<void>;
}

/** One test of a connection at a time. */
export function useConnectionTest(): ConnectionTest {
  const [running, setRunning] = useState(false);
  const [steps, setSteps] = useState<readonly TestStep[]>();
  const [failure, setFailure] = useState<SaidError>();
  return {
    running,
    steps,
    failure,
    async run(input) {
      setRunning(true);
      setSteps(undefined);
      setFailure(undefined);
      try {
        setSteps((await call('connections.test', input)).steps);
      } catch (error) {
        setFailure(sayThrown(error, 'connections.test'));
      } finally {
        setRunning(false);
      }
    },
  };
}

/** Step by step: what was tried, what came of it, and what to do about a failure. */
export function TestSteps({ test }: { readonly test: ConnectionTest }) {
  const { running, steps, failure } = test;
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (running || steps !== undefined) section.current?.scrollIntoView({ block: 'nearest' });
  }, [running, steps]);
  if (!running && steps === undefined && failure === undefined) return null;
  const verdict = steps === undefined ? undefined : verdictWords(steps);
  return (
    <section ref={section} className="test-steps" aria-label="Test">
      <ol>
        {TEST_STEPS.map((name) => (
          <StepLine
            key={name}
            name={name}
            step={steps?.find(({ step }) => step === name)}
            running={running}
          />
        ))}
      </ol>
      <div role="status">
        {verdict !== undefined && <Notice tone={verdict.good ? 'good' : 'bad'}>{verdict.text}</Notice>}
      </div>
      {failure !== undefined && (
        <Notice tone="bad" alert>
          {failure.message} {failure.hint}
        </Notice>
      )}
    </section>
  );
}

interface StepLineProps {
  readonly name: TestStepName;
  readonly step: TestStep | undefined;
  readonly running: boolean;
}

function StepLine({ name, step, running }: StepLineProps) {
  const verdict = step?.verdict ?? 'skipped';
  const Sign = running ? LoaderCircle : VERDICT_SIGNS[verdict];
  return (
    <li className={`test-step test-step-${running ? 'running' : verdict}`}>
      <Sign size={14} strokeWidth={2.5} aria-hidden="true" />
      <strong>{STEP_WORDS[name]}</strong>
      <span className="test-step-detail">
        {running ? '…' : visibleText(step?.detail ?? VERDICT_WORDS[verdict])}
      </span>
      {step !== undefined && step.verdict !== 'skipped' && (
        <span className="muted figure">{Math.round(step.milliseconds)} ms</span>
      )}
    </li>
  );
}

function verdictWords(steps: readonly TestStep[]): { readonly good: boolean; readonly text: string } {
  const failed = steps.find(({ verdict }) => verdict === 'failed');
  if (failed === undefined) return { good: true, text: 'It works.' };
  const said = failed.error === null ? undefined : sayError(failed.error);
  return {
    good: false,
    text: said === undefined ? `${STEP_WORDS[failed.step]} failed.` : `${said.title}. ${said.hint}`,
  };
}
