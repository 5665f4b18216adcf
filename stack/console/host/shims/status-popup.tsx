import { Flex, FlexItem, Title } from '@patternfly/react-core';
import type { ReactElement, ReactNode } from 'react';

/** A part of a popup on the Overview, with headings of its two columns. */
export function StatusPopupSection(props: {
  firstColumn: ReactNode;
  secondColumn?: ReactNode;
  children?: ReactNode;
}): ReactElement {
  const { firstColumn, secondColumn, children } = props;
  return (
    <section>
      <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
        <FlexItem>
          <Title headingLevel="h4">{firstColumn}</Title>
        </FlexItem>
        <FlexItem>{secondColumn}</FlexItem>
      </Flex>
      {children}
    </section>
  );
}

/** One line of a popup on the Overview. */
export function StatusPopupItem({
  children,
  value,
  icon,
}: {
  children: ReactNode;
  value?: string;
  icon?: ReactNode;
}): ReactElement {
  return (
    <Flex justifyContent={{ default: 'justifyContentSpaceBetween' }}>
      <FlexItem>{children}</FlexItem>
      <FlexItem>
        {value} {icon}
      </FlexItem>
    </Flex>
  );
}
