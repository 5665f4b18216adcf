import {
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadMain,
  MastheadToggle,
  Page,
  PageSidebar,
  PageSidebarBody,
  PageToggleButton,
  SkipToContent,
} from '@patternfly/react-core';
import { BarsIcon } from '@patternfly/react-icons/dist/esm/icons/bars-icon';
import type { ReactElement, ReactNode } from 'react';
import { useSelector } from 'react-redux';
import { Link } from 'react-router';
import type { RootState } from '../store/store';
import { Navigation } from './navigation';

const CONTENT_ID = 'content';

/** Masthead and navigation around a page. */
export function Shell({ children }: { children: ReactNode }): ReactElement {
  const user = useSelector(({ sdkCore }: RootState) => sdkCore.user?.username ?? '');
  const masthead = (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton variant="plain" aria-label="Global navigation" id="nav-toggle">
            <BarsIcon />
          </PageToggleButton>
        </MastheadToggle>
        <MastheadBrand>
          <Link to="/" className="host-brand">
            Console host
          </Link>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <span className="host-user" data-test="username">
          {user}
        </span>
      </MastheadContent>
    </Masthead>
  );
  const sidebar = (
    <PageSidebar>
      <PageSidebarBody>
        <Navigation />
      </PageSidebarBody>
    </PageSidebar>
  );
  return (
    <Page
      masthead={masthead}
      sidebar={sidebar}
      isManagedSidebar
      isContentFilled
      mainContainerId={CONTENT_ID}
      skipToContent={<SkipToContent href={`#${CONTENT_ID}`}>Skip to content</SkipToContent>}
    >
      {children}
    </Page>
  );
}
