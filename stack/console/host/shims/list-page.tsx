import { useAccessReview } from '@openshift-console/dynamic-plugin-sdk/lib/app/components/utils/rbac';
import type {
  ListPageCreateButtonProps,
  ListPageCreateLinkProps,
  ListPageCreateProps,
  ListPageHeaderProps,
} from '@openshift-console/dynamic-plugin-sdk';
import { Button, Content, Flex, FlexItem, PageSection, Title } from '@patternfly/react-core';
import { OutlinedStarIcon } from '@patternfly/react-icons/dist/esm/icons/outlined-star-icon';
import type { ReactElement, ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { resourceAddress } from '../k8s-model';
import { useActiveNamespace } from './active-namespace';
import { ALL_NAMESPACES } from './parse-namespace';
import { useModel } from './resource-link';

/** Heading of a page, with its actions at the right. */
export function ListPageHeader(props: ListPageHeaderProps): ReactElement {
  const { title, badge, children, helpText, helpAlert, hideFavoriteButton = false } = props;
  return (
    <PageSection hasBodyWrapper={false}>
      <Flex alignItems={{ default: 'alignItemsCenter' }}>
        <FlexItem grow={{ default: 'grow' }}>
          <Title headingLevel="h1" data-test="page-heading">
            {title} {badge}
          </Title>
          {helpText !== undefined && <Content>{helpText}</Content>}
        </FlexItem>
        {!hideFavoriteButton && (
          <Button
            variant="plain"
            aria-label="Add to favorites"
            icon={<OutlinedStarIcon />}
            data-test="favorite-button"
          />
        )}
        {children}
      </Flex>
      {helpAlert}
    </PageSection>
  );
}

/** Shows its children when there is no question about rights, or when the answer is yes. */
function Allowed({
  review,
  children,
}: {
  review: ListPageCreateProps['createAccessReview'];
  children: ReactNode;
}): ReactElement {
  const model = useModel(review?.groupVersionKind);
  const attributes = {
    group: model?.apiGroup ?? '',
    resource: model?.plural ?? '',
    verb: 'create' as const,
    ...(review?.namespace !== undefined && { namespace: review.namespace }),
  };
  const [allowed] = useAccessReview(attributes, undefined, true);
  return <>{(!review || allowed) && children}</>;
}

/** A button that leads to an address. */
export function ListPageCreateLink({ to, createAccessReview, children }: ListPageCreateLinkProps): ReactElement {
  const navigate = useNavigate();
  return (
    <Allowed review={createAccessReview}>
      <Button data-test="item-create" onClick={() => void navigate(to)}>
        {children}
      </Button>
    </Allowed>
  );
}

/** A button with an action of its own. */
export function ListPageCreateButton({ createAccessReview, ...button }: ListPageCreateButtonProps): ReactElement {
  return (
    <Allowed review={createAccessReview}>
      <Button data-test="item-create" {...button} />
    </Allowed>
  );
}

/** A button that leads to the create page of a kind. It checks no right unless asked to. */
export function ListPageCreate({
  groupVersionKind,
  createAccessReview,
  children,
}: ListPageCreateProps): ReactElement | null {
  const model = useModel(groupVersionKind);
  const [active] = useActiveNamespace();
  if (!model) return null;
  const namespace = model.namespaced ? (active === ALL_NAMESPACES ? 'default' : active) : undefined;
  return (
    <ListPageCreateLink
      to={`${resourceAddress(model, undefined, namespace)}/~new`}
      {...(createAccessReview && { createAccessReview })}
    >
      {children}
    </ListPageCreateLink>
  );
}
