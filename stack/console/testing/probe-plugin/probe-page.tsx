import {
  consoleFetchJSON,
  useAccessReview,
  useK8sWatchResource,
  type K8sResourceCommon,
  type SetFeatureFlag,
} from '@openshift-console/dynamic-plugin-sdk';
import { Alert, Button, PageSection, Title } from '@patternfly/react-core';
import { CubesIcon } from '@patternfly/react-icons';
import { Table, Tbody, Td, Tr } from '@patternfly/react-table';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

const MODULES = {
  groupVersionKind: { group: 'kmm.sigs.x-k8s.io', version: 'v1beta1', kind: 'Module' },
  isList: true,
  namespaced: true,
};

/** All Modules, live. */
export function ProbePage(): ReactElement {
  const { t } = useTranslation('plugin__probe');
  const [modules, loaded, error] = useK8sWatchResource<K8sResourceCommon[]>(MODULES) as [
    K8sResourceCommon[],
    boolean,
    unknown,
  ];
  const state = error ? 'forbidden' : loaded ? 'ready' : 'loading';
  return (
    <PageSection data-test="probe-page" data-state={state} data-loaded={loaded}>
      <Title headingLevel="h1">
        <CubesIcon /> {t('Probe page')}
      </Title>
      {error instanceof Error && <Alert isInline variant="danger" title={error.message} />}
      <p data-test="probe-count">{t('{{count}} Modules', { count: modules.length })}</p>
      <Question />
      <Table aria-label={t('Probe page')}>
        <Tbody>
          {modules.map(({ metadata }) => (
            <Tr key={metadata?.uid} data-test="probe-row" data-name={metadata?.name}>
              <Td>{metadata?.name}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </PageSection>
  );
}

/** Asks the service behind the plugin, and says what came of it. */
function Question(): ReactElement {
  const { t } = useTranslation('plugin__probe');
  const [answer, setAnswer] = useState('');
  const ask = (): void => {
    consoleFetchJSON.post('/api/proxy/plugin/probe/validator/api/v1/ask', { question: 'why' }).then(
      () => setAnswer('answered'),
      (error: unknown) => setAnswer(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <>
      <Button data-test="probe-ask" onClick={ask}>
        {t('Ask')}
      </Button>
      <p data-test="probe-answer">{answer}</p>
    </>
  );
}

/** A tab on a Module. */
export function ProbeTab({ obj }: { obj?: K8sResourceCommon }): ReactElement {
  const { t } = useTranslation('plugin__probe');
  return <Alert data-test="probe-tab" isInline title={t('Tab of {{name}}', { name: obj?.metadata?.name })} />;
}

/** The number of labels of a Module. */
export function ProbeDetail({ obj }: { obj: K8sResourceCommon }): ReactElement {
  return <span data-test="probe-detail">{Object.keys(obj.metadata?.labels ?? {}).length}</span>;
}

/** Says how many Modules there are. */
export function judgeProbe(resources: { modules: { data: object[]; loaded: boolean } }): {
  state: string;
  message: string;
} {
  return { state: resources.modules.loaded ? 'OK' : 'LOADING', message: String(resources.modules.data.length) };
}

/** Shows what a page of a kind is given. */
export function ProbeProps(props: object): ReactElement {
  return <pre data-test="probe-props">{JSON.stringify(props)}</pre>;
}

/** One ongoing activity. */
export function ProbeActivity({ resource }: { resource: K8sResourceCommon }): ReactElement {
  return <span data-test="probe-activity">{resource.metadata?.name}</span>;
}

/** A flag for those who may list Modules. */
export function useProbeFlag(setFlag: SetFeatureFlag): void {
  const { group } = MODULES.groupVersionKind;
  const [allowed, loading] = useAccessReview({ group, resource: 'modules', verb: 'list' });
  if (!loading) setFlag('PROBE_CAN_LIST', allowed);
}
