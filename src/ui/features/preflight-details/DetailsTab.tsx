import { DescriptionList, Label, LabelGroup, PageSection, Stack, StackItem, Title } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { Time } from '../../console/sdk';
import { useTranslate } from '../../console/translation';
import { CheckedProgress } from '../../shared/CheckedProgress';
import { Fact } from '../../shared/Fact';
import { KernelLabels } from '../../shared/KernelLabels';
import { ResultSummary } from '../../shared/ResultSummary';
import { WriterName } from '../../shared/WriterName';
import { CopyText } from '../../shared/CopyText';
import { useDetails } from './details-context';

/** What the preflight is about, and how far it has come. */
export function DetailsTab(): ReactElement {
  const t = useTranslate();
  return (
    <PageSection>
      <Stack hasGutter>
        <StackItem>
          <Title headingLevel="h2">{t('Preflight details')}</Title>
        </StackItem>
        <StackItem>
          <DescriptionList columnModifier={{ default: '1Col', lg: '2Col' }}>
            <SpecFacts />
            <ProgressFacts />
          </DescriptionList>
        </StackItem>
      </Stack>
    </PageSection>
  );
}

function SpecFacts(): ReactElement {
  const t = useTranslate();
  const { object, overview } = useDetails();
  const { preflight } = overview;
  const labels = Object.entries(object.metadata.labels ?? {});
  return (
    <>
      <Fact term={t('Name')}>{preflight.name}</Fact>
      <Fact term={t('Release')}>{preflight.release ?? '-'}</Fact>
      <Fact term={t('Kernel')}>
        <KernelLabels {...overview} />
      </Fact>
      <Fact term={t('Driver Toolkit image')}>
        {preflight.dtkImage === undefined ? (
          '-'
        ) : (
          <CopyText label={t('Copy the image name')}>{preflight.dtkImage}</CopyText>
        )}
      </Fact>
      <Fact term={t('Push built images')}>{preflight.pushBuiltImage ? t('Yes') : t('No')}</Fact>
      <Fact term={t('Labels')}>
        {labels.length === 0 ? (
          t('No labels')
        ) : (
          <LabelGroup aria-label={t('Labels')} numLabels={10}>
            {labels.map(([key, value]) => (
              <Label key={key} isCompact>
                {value === '' ? key : `${key}=${value}`}
              </Label>
            ))}
          </LabelGroup>
        )}
      </Fact>
      <Fact term={t('Created')}>
        <Time value={object.metadata.creationTimestamp} />
      </Fact>
    </>
  );
}

function ProgressFacts(): ReactElement {
  const t = useTranslate();
  const { overview } = useDetails();
  const { counts, writer } = overview;
  return (
    <>
      <Fact term={t('Result')}>
        <ResultSummary {...overview} />
      </Fact>
      <Fact term={t('Progress')}>{counts ? <CheckedProgress counts={counts} label={t('Progress')} /> : '-'}</Fact>
      <Fact term={t('Checked by')}>
        <WriterName writer={writer} />
      </Fact>
    </>
  );
}
