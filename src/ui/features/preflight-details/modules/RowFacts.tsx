import { DescriptionList } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import type { ModuleVerdict } from '../../../../contract/module-verdict';
import { Time } from '../../../console/sdk';
import { useTranslate } from '../../../console/translation';
import { CopyText } from '../../../shared/CopyText';
import { Fact } from '../../../shared/Fact';
import { VerbatimText } from '../../../shared/VerbatimText';

/** What the verdict rests on: the mapping that matched, the image, and where it was found. */
export function RowFacts({ verdict }: { verdict: ModuleVerdict }): ReactElement {
  const t = useTranslate();
  const { mapping, image } = verdict;
  return (
    <DescriptionList isCompact columnModifier={{ default: '2Col' }}>
      {mapping && (
        <Fact term={mapping.kind === 'regexp' ? t('Kernel mapping (regexp)') : t('Kernel mapping (literal)')}>
          <VerbatimText>{mapping.expression}</VerbatimText>
        </Fact>
      )}
      {image?.reference !== undefined && (
        <Fact term={t('Image')}>
          <CopyText label={t('Copy the image name')}>{image.reference}</CopyText>
        </Fact>
      )}
      {image?.digest !== undefined && (
        <Fact term={t('Digest')}>
          <CopyText label={t('Copy the digest')}>{image.digest}</CopyText>
        </Fact>
      )}
      {image?.resolvedFrom !== undefined && image.resolvedFrom !== image.reference && (
        <Fact term={t('Found at')}>
          <VerbatimText>{image.resolvedFrom}</VerbatimText>
        </Fact>
      )}
      {image?.platform !== undefined && (
        <Fact term={t('Architecture')}>
          <VerbatimText>{image.platform}</VerbatimText>
        </Fact>
      )}
      <Fact term={t('Same status since')}>
        <Time value={verdict.since} />
      </Fact>
      <Fact term={t('Looks so far')}>{String(verdict.attempts)}</Fact>
    </DescriptionList>
  );
}
